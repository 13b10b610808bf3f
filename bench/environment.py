"""Where the programs under test are, and what they share: a scratch folder and a certificate."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
PEERS = ROOT / ".bench-venv"
_NODE = PEERS / "node"
# Program to Debian package.
_PACKAGES = {
    "wrk": "wrk",
    "nginx": "nginx",
    "curl": "curl",
    "openssl": "openssl",
    "npm": "npm",
    "postgres": "postgresql",
}
NODE_PEERS = ("json-server@1.0.0-beta.15",)


@dataclass(frozen=True, slots=True)
class Environment:
    """What every benchmark needs to know."""

    scratch: Path
    seconds: int

    @property
    def antiphon(self) -> str:
        """Return the command under test, from the same virtual environment as this program."""
        return str(Path(sys.executable).parent / "antiphon")

    @property
    def peers_python(self) -> str:
        """Return the interpreter of the peers' virtual environment."""
        return str(PEERS / "bin" / "python")

    @property
    def variables(self) -> dict[str, str]:
        """Return the variables that every process gets."""
        return {"PYTHONPATH": str(ROOT), "ANTIPHON_HOME": str(self.scratch / "home")}

    @property
    def certificate(self) -> Path:
        """Return a self-signed P-256 certificate, the same for every server."""
        return self.scratch / "certificate.pem"

    @property
    def key(self) -> Path:
        """Return its key."""
        return self.scratch / "key.pem"

    def peer(self, program: str) -> str:
        """Return a program of the peers' virtual environment. Raises `RuntimeError` where it is missing."""
        path = PEERS / "bin" / program
        if not path.exists():
            raise RuntimeError(f"{program} is not installed")
        return str(path)

    def node_peer(self, program: str) -> str:
        """Return a program of the peers that run on Node. Raises `RuntimeError` where it is missing."""
        path = _NODE / "node_modules" / ".bin" / program
        if not path.exists():
            raise RuntimeError(f"{program} is not installed")
        return str(path)

    def program(self, name: str) -> str:
        """Return a program of the system. Raises `RuntimeError` where it is missing."""
        found = _find(name)
        if found is None:
            raise RuntimeError(f"{name} is not installed on this machine")
        return found


def prepare(scratch: Path, seconds: int) -> Environment:
    """Install what is missing and may be installed, make the certificate, and return the environment."""
    _install_programs()
    _install_peers()
    environment = Environment(scratch, seconds)
    _make_certificate(environment)
    return environment


def _find(name: str) -> str | None:
    # Debian keeps nginx where only root's PATH looks, and the programs of PostgreSQL where none does.
    hidden = ["/usr/sbin", "/sbin", *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(hidden))


def _install_programs() -> None:
    """Install the system's programs where this is Debian's root; elsewhere their rows say that they are missing."""
    missing = [package for program, package in _PACKAGES.items() if _find(program) is None]
    if not missing or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print(f"installing {' '.join(missing)} …", flush=True)
    # Runlevel 1 keeps nginx' package from starting a server of its own.
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *missing]):
        subprocess.run(["apt-get", "-qq", *arguments], env=variables, stdout=subprocess.DEVNULL, check=False)


def _install_peers() -> None:
    ready = PEERS / ".ready"
    wanted = (HERE / "requirements.txt").read_text() + "\n".join(NODE_PEERS)
    if ready.exists() and ready.read_text() == wanted:
        return
    print("installing the peers …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
    python = str(PEERS / "bin" / "python")
    for requirement in (HERE / "requirements.txt").read_text().split():
        # One by one: a peer that cannot be installed here costs its rows, not the others'.
        subprocess.run([python, "-m", "pip", "install", "--quiet", requirement], check=False)
    npm = _find("npm")
    if npm is not None:
        subprocess.run([npm, "install", "--silent", "--prefix", str(_NODE), *NODE_PEERS], check=False)
    ready.write_text(wanted)


def _make_certificate(environment: Environment) -> None:
    openssl = _find("openssl")
    if openssl is None:
        return
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(environment.key), "-out", str(environment.certificate)),
        ],
        check=True,
        capture_output=True,
    )
