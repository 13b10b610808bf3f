"""Installing, removing and finding the root in stores, on machines made of folders and a recorder of commands."""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from antiphon.tls import trust
from antiphon.tls.authority import ROOT_LIFE, ROOT_OVERLAP, LocalAuthority
from antiphon.tls.trust import Machine, Outcome, StoreState, StoreStatus
from antiphon.tls.trust.anchors import LAYOUTS, Layout

from ..programs import program

NOW = 1_800_000_000.0


class Programs:
    """Programs that only note how they were called, but for those that a test gives a meaning."""

    def __init__(self, *installed: str) -> None:
        self.installed = set(installed)
        self.calls: list[tuple[str, ...]] = []
        self.meanings: dict[str, Callable[[Sequence[str]], Outcome]] = {}

    def which(self, name: str) -> str | None:
        return f"/usr/bin/{name}" if name in self.installed else None

    def run(self, command: Sequence[str]) -> Outcome:
        assert command[0] != "sudo"
        self.calls.append(tuple(command))
        meaning = self.meanings.get(command[0])
        return meaning(command) if meaning else Outcome(0, "")


@pytest.fixture
def programs() -> Programs:
    return Programs()


@pytest.fixture
def machine(tmp_path: Path, programs: Programs) -> Machine:
    (tmp_path / "home").mkdir()
    return Machine(
        root=tmp_path,
        home=tmp_path / "home",
        environment={},
        platform="linux",
        run=programs.run,
        which=programs.which,
    )


@pytest.fixture
def authority(tmp_path: Path) -> LocalAuthority:
    return LocalAuthority.open(tmp_path / "authority", now=NOW)


def renewed(authority: LocalAuthority) -> LocalAuthority:
    return LocalAuthority.open(authority.directory, now=NOW + ROOT_LIFE - ROOT_OVERLAP)


def states(found: Sequence[StoreStatus]) -> list[str]:
    return [status.state.value for status in found]


# -- the system's store on Linux -----------------------------------------------------------------------------


@pytest.fixture(params=LAYOUTS, ids=[layout.family for layout in LAYOUTS])
def layout(request: pytest.FixtureRequest, machine: Machine, programs: Programs) -> Layout:
    """A system of one family, whose command builds the bundle from the folder."""
    layout: Layout = request.param
    folder, bundle = machine.root / layout.folder, machine.root / layout.bundle
    folder.mkdir(parents=True)
    bundle.parent.mkdir(parents=True, exist_ok=True)
    bundle.write_text("")

    def build(command: Sequence[str]) -> Outcome:
        assert tuple(command) == layout.build
        bundle.write_bytes(b"".join(path.read_bytes() for path in folder.iterdir()))
        return Outcome(0, "1 added, 0 removed")

    programs.installed.add(layout.build[0])
    programs.meanings[layout.build[0]] = build
    return layout


def test_the_root_goes_into_the_system_s_folder_and_bundle_and_out_again(
    machine: Machine, authority: LocalAuthority, layout: Layout
) -> None:
    assert states(trust.report(authority, machine)) == ["missing"]
    assert states(trust.install(authority, machine)) == ["installed"]
    assert states(trust.report(authority, machine)) == ["installed"]
    assert authority.root_pem in (machine.root / layout.bundle).read_bytes()
    assert states(trust.remove(authority, machine)) == ["missing"]
    assert (machine.root / layout.bundle).read_bytes() == b""
    assert list((machine.root / layout.folder).iterdir()) == []


def test_a_renewed_root_replaces_the_earlier_one(machine: Machine, authority: LocalAuthority, layout: Layout) -> None:
    trust.install(authority, machine)
    later = renewed(authority)
    assert states(trust.report(later, machine)) == ["outdated"]
    assert states(trust.install(later, machine)) == ["installed"]
    assert len(list((machine.root / layout.folder).iterdir())) == 1


def test_earlier_roots_are_removed_and_those_of_others_are_not(
    machine: Machine, authority: LocalAuthority, layout: Layout
) -> None:
    trust.install(authority, machine)
    other = machine.root / layout.folder / f"antiphon-somebody-else-{'0' * 16}{layout.suffix}"
    other.write_text("theirs")
    assert states(trust.remove(renewed(authority), machine)) == ["missing"]
    assert list((machine.root / layout.folder).iterdir()) == [other]


def test_a_bundle_that_was_not_built_is_noticed(machine: Machine, authority: LocalAuthority, layout: Layout) -> None:
    trust.install(authority, machine)
    (machine.root / layout.bundle).write_text("")
    (status,) = trust.report(authority, machine)
    assert status.state is StoreState.OUTDATED
    assert status.fix == " ".join(("sudo", *layout.build))


def test_a_command_that_fails_says_why(
    machine: Machine, authority: LocalAuthority, layout: Layout, programs: Programs
) -> None:
    programs.meanings[layout.build[0]] = lambda _: Outcome(1, "working\nno space left\n")
    (status,) = trust.install(authority, machine)
    assert status.state is StoreState.OUTDATED
    assert "no space left" in status.sentence("en")
    assert "no space left" in status.sentence("es")


def test_without_permission_nothing_changes_and_the_command_is_told(
    machine: Machine,
    authority: LocalAuthority,
    layout: Layout,
    programs: Programs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    (status,) = trust.install(authority, machine)
    assert status.state is StoreState.MISSING
    assert status.fix.startswith(f"sudo install -m 644 {authority.root_path} ")
    assert status.fix.endswith(f" && sudo {' '.join(layout.build)}")
    assert programs.calls == []
    monkeypatch.undo()
    trust.install(authority, machine)
    monkeypatch.setattr("os.access", lambda *_: False)
    (status,) = trust.remove(authority, machine)
    assert status.state is StoreState.INSTALLED
    assert status.fix.startswith("sudo rm ")


def test_a_system_that_is_not_known_is_said_to_be(machine: Machine, authority: LocalAuthority) -> None:
    for found in (trust.report, trust.install, trust.remove):
        (status,) = found(authority, machine)
        assert status.state is StoreState.UNAVAILABLE
        assert status.detail


# -- other systems -------------------------------------------------------------------------------------------


def test_macos_is_asked_but_never_changed(machine: Machine, authority: LocalAuthority, programs: Programs) -> None:
    mac = replace(machine, platform="darwin")
    programs.meanings["security"] = lambda _: Outcome(1, "not trusted")
    (status,) = trust.install(authority, mac)
    assert status.state is StoreState.MISSING
    assert status.fix.startswith("security add-trusted-cert -r trustRoot ")
    programs.meanings["security"] = lambda _: Outcome(0, "")
    (status,) = trust.remove(authority, mac)
    assert status.state is StoreState.INSTALLED
    assert status.fix.startswith("security delete-certificate ")
    assert {call[1] for call in programs.calls} == {"verify-cert"}


@pytest.fixture
def windows_store(programs: Programs) -> set[str]:
    """The thumbprints of a Windows store."""
    known: set[str] = set()

    def certutil(command: Sequence[str]) -> Outcome:
        action, argument = command[2], command[4]
        if action == "-addstore":
            known.add(argument)
        elif action == "-delstore":
            known.discard(argument)
        return Outcome(0 if action != "-store" or argument in known else 1, "")

    programs.meanings["certutil.exe"] = certutil
    return known


def test_windows_keeps_the_root_of_its_user(
    machine: Machine, authority: LocalAuthority, windows_store: set[str], programs: Programs
) -> None:
    windows = replace(machine, platform="win32")
    (status,) = trust.report(authority, windows)
    thumbprint = programs.calls[-1][4]
    assert status.state is StoreState.MISSING
    assert status.fix == f"certutil.exe -user -addstore Root {authority.root_path}"
    trust.install(authority, windows)
    assert windows_store == {str(authority.root_path)}
    windows_store.add(thumbprint)
    assert states(trust.report(authority, windows)) == ["installed"]
    later = renewed(authority)
    assert states(trust.report(later, windows)) == ["outdated"]
    trust.install(later, windows)
    assert thumbprint not in windows_store
    windows_store.add(thumbprint)
    trust.remove(later, windows)
    assert thumbprint not in windows_store


def test_linux_inside_windows_looks_at_both_sides(
    machine: Machine, authority: LocalAuthority, windows_store: set[str], programs: Programs
) -> None:
    (machine.root / "proc").mkdir()
    (machine.root / "proc" / "version").write_text("Linux version 6.6-microsoft-standard-WSL2")
    programs.meanings["wslpath"] = lambda _: Outcome(0, "\\\\wsl$\\root.pem\n")
    found = trust.install(authority, machine)
    assert [status.name for status in found] == ["system", "Windows (around WSL)"]
    assert windows_store == {"\\\\wsl$\\root.pem"}


# -- browsers ------------------------------------------------------------------------------------------------


def test_without_certutil_the_package_is_named(machine: Machine, authority: LocalAuthority, programs: Programs) -> None:
    programs.installed.add("apt-get")
    (machine.home / ".mozilla" / "firefox" / "abc.default").mkdir(parents=True)
    (machine.home / ".mozilla" / "firefox" / "abc.default" / "cert9.db").write_text("")
    found = trust.report(authority, machine)
    assert found[1].state is StoreState.UNAVAILABLE
    assert found[1].fix == "sudo apt-get install libnss3-tools"


@pytest.mark.peer
def test_browsers_get_the_root_in_real_databases(machine: Machine, authority: LocalAuthority) -> None:
    certutil = program("certutil")
    real = replace(machine, run=Machine().run, which={"certutil": certutil}.get)
    profile = machine.home / ".mozilla" / "firefox" / "abc.default"
    profile.mkdir(parents=True)
    assert real.run((certutil, "-N", "-d", f"sql:{profile}", "--empty-password")).code == 0
    chromium = machine.home / ".pki" / "nssdb"
    assert states(trust.report(authority, real)) == ["unavailable", "missing", "missing"]
    assert states(trust.install(authority, real)) == ["unavailable", "installed", "installed"]
    assert stat.S_IMODE(chromium.stat().st_mode) == 0o700
    for folder in (profile, chromium):
        assert authority.common_name.rpartition(" ")[0] in real.run((certutil, "-L", "-d", f"sql:{folder}")).output
    later = renewed(authority)
    assert states(trust.report(later, real)) == ["unavailable", "outdated", "outdated"]
    assert states(trust.install(later, real)) == ["unavailable", "installed", "installed"]
    assert states(trust.remove(later, real)) == ["unavailable", "missing", "missing"]
    for folder in (profile, chromium):
        assert "Antiphon" not in real.run((certutil, "-L", "-d", f"sql:{folder}")).output


def test_a_database_that_cannot_be_read_says_why(
    machine: Machine, authority: LocalAuthority, programs: Programs
) -> None:
    programs.installed.add("certutil")
    programs.meanings["certutil"] = lambda _: Outcome(255, "certutil: function failed: SEC_ERROR_BAD_DATABASE\n")
    database = machine.home / ".pki" / "nssdb"
    database.mkdir(parents=True)
    (database / "cert9.db").write_text("")
    for found in (trust.report, trust.install, trust.remove):
        status = found(authority, machine)[1]
        assert status.state is StoreState.UNAVAILABLE
        assert "SEC_ERROR_BAD_DATABASE" in status.detail


# -- programs ------------------------------------------------------------------------------------------------


def program_status(authority: LocalAuthority, machine: Machine, name: str) -> StoreStatus:
    return next(status for status in trust.report(authority, machine) if status.name == name)


@pytest.mark.parametrize(("command", "name"), [("curl", "curl"), ("git", "git"), ("python3", "Python (ssl)")])
def test_most_programs_follow_the_system(
    machine: Machine, authority: LocalAuthority, layout: Layout, programs: Programs, command: str, name: str
) -> None:
    programs.installed.add(command)
    assert program_status(authority, machine, name).state is StoreState.MISSING
    trust.install(authority, machine)
    assert program_status(authority, machine, name).state is StoreState.INSTALLED


def test_node_is_told_by_a_variable(machine: Machine, authority: LocalAuthority, programs: Programs) -> None:
    programs.installed.add("node")
    status = program_status(authority, machine, "Node.js")
    assert status.state is StoreState.MISSING
    assert status.fix == f"export NODE_EXTRA_CA_CERTS={authority.root_path}"
    told = replace(machine, environment={"NODE_EXTRA_CA_CERTS": str(authority.root_path)})
    assert program_status(authority, told, "Node.js").state is StoreState.INSTALLED


def test_requests_is_told_to_read_the_system_s_bundle(
    machine: Machine, authority: LocalAuthority, layout: Layout, programs: Programs
) -> None:
    programs.installed.add("python3")
    status = program_status(authority, machine, "Python (requests, certifi)")
    assert status.fix == f"export REQUESTS_CA_BUNDLE={machine.root / layout.bundle}"


def test_a_variable_that_names_another_file_is_found(
    machine: Machine, authority: LocalAuthority, programs: Programs, tmp_path: Path
) -> None:
    programs.installed.add("curl")
    elsewhere = tmp_path / "my roots.pem"
    told = replace(machine, environment={"CURL_CA_BUNDLE": str(elsewhere)})
    status = program_status(authority, told, "curl")
    assert status.state is StoreState.MISSING
    assert status.fix == f"cat {authority.root_path} >> '{elsewhere}'"
    elsewhere.write_bytes(b"# others\n" + authority.root_pem)
    assert program_status(authority, told, "curl").state is StoreState.INSTALLED


def test_java_has_a_store_of_its_own(machine: Machine, authority: LocalAuthority, programs: Programs) -> None:
    programs.installed.add("keytool")
    assert program_status(authority, machine, "Java").fix.startswith("sudo keytool -importcert -cacerts ")
    programs.meanings["keytool"] = lambda _: Outcome(0, f"SHA-256: {authority.fingerprint}")
    assert program_status(authority, machine, "Java").state is StoreState.INSTALLED


def test_every_finding_is_said_in_both_languages(machine: Machine, authority: LocalAuthority) -> None:
    for status in trust.report(authority, machine):
        assert status.sentence("en") != status.sentence("es")


def test_a_program_runs_without_input_and_a_missing_one_is_no_error() -> None:
    assert Machine().run(("cat",)) == Outcome(0, "")
    assert Machine().run(("a-program-that-does-not-exist",)).code == 127
