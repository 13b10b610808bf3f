"""Programs that look elsewhere than in the system's store, or are told to: findings only, nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...faults import Text
from ..authority import LocalAuthority
from .anchors import has_root
from .machine import Machine
from .store import StoreState, StoreStatus, command_line

_JAVA_LISTING = ("keytool", "-list", "-cacerts", "-storepass", "changeit")
_IN_JAVA = Text("Java's store has the root.", "El almacén de Java tiene la raíz.")
_NOT_IN_JAVA = Text("Java's store lacks the root.", "El almacén de Java no tiene la raíz.")


@dataclass(frozen=True, slots=True)
class Program:
    """A program and the environment variables, first one first, that name a file with its roots.

    Without any of them it reads the system's store or, where `own_roots`, roots that came with it. `adds` says
    that the file counts on top of those roots, not instead of them.
    """

    name: str
    command: str
    variables: tuple[str, ...]
    own_roots: bool = False
    adds: bool = False


PROGRAMS = (
    Program("Python (ssl)", "python3", ("SSL_CERT_FILE",)),
    Program("Python (requests, certifi)", "python3", ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"), own_roots=True),
    Program("curl", "curl", ("CURL_CA_BUNDLE", "SSL_CERT_FILE")),
    Program("git", "git", ("GIT_SSL_CAINFO",)),
    Program("Node.js", "node", ("NODE_EXTRA_CA_CERTS",), own_roots=True, adds=True),
)


def program_report(
    machine: Machine, authority: LocalAuthority, system: StoreStatus, bundle: Path | None
) -> list[StoreStatus]:
    """Return what each installed program will find. `bundle` is the file with all roots of the system."""
    present = [program for program in PROGRAMS if machine.which(program.command)]
    found = [_status(machine, authority, program, system, bundle) for program in present]
    return [*found, *_java(machine, authority)]


def _status(
    machine: Machine, authority: LocalAuthority, program: Program, system: StoreStatus, bundle: Path | None
) -> StoreStatus:
    for variable in program.variables:
        if value := machine.environment.get(variable):
            return _named_file(authority, program, variable, Path(value), system, bundle)
    if not program.own_roots:
        text = Text("It follows the system's store.", "Sigue el almacén del sistema.")
        return StoreStatus(program.name, system.state, text, system.fix)
    text = Text(
        "It has roots of its own and does not read the system's store.",
        "Tiene raíces propias y no lee el almacén del sistema.",
    )
    file = authority.root_path if program.adds or bundle is None else bundle
    return StoreStatus(program.name, StoreState.MISSING, text, f"export {program.variables[0]}={command_line(file)}")


def _named_file(
    authority: LocalAuthority,
    program: Program,
    variable: str,
    file: Path,
    system: StoreStatus,
    bundle: Path | None,
) -> StoreStatus:
    if has_root(file, authority):
        text = Text(
            f"{variable} names {file}, which has the root.",
            f"{variable} indica {file}, que tiene la raíz.",
        )
        return StoreStatus(program.name, StoreState.INSTALLED, text)
    text = Text(
        f"{variable} names {file}, which lacks the root.",
        f"{variable} indica {file}, que no tiene la raíz.",
    )
    if bundle is not None and file == bundle:
        return StoreStatus(program.name, StoreState.MISSING, text, system.fix)
    fix = f"{command_line('cat', authority.root_path)} >> {command_line(file)}"
    return StoreStatus(program.name, StoreState.MISSING, text, fix)


def _java(machine: Machine, authority: LocalAuthority) -> list[StoreStatus]:
    if not machine.which("keytool"):
        return []
    listing = machine.run(_JAVA_LISTING)
    if authority.fingerprint in listing.output:
        return [StoreStatus("Java", StoreState.INSTALLED, _IN_JAVA)]
    fix = command_line(
        *("keytool", "-importcert", "-cacerts", "-storepass", "changeit", "-noprompt"),
        *("-alias", "antiphon", "-file", authority.root_path),
    )
    return [StoreStatus("Java", StoreState.MISSING, _NOT_IN_JAVA, f"sudo {fix}")]
