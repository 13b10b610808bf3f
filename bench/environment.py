"""Where the programs under test are, and what they share: a scratch folder and a certificate."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
PEERS = ROOT / ".bench-venv"


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

    def program(self, name: str) -> str:
        """Return a program of the system. Raises `RuntimeError` where it is missing."""
        found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
        if found is None:
            raise RuntimeError(f"{name} is not installed on this machine")
        return found


def prepare(scratch: Path, seconds: int) -> Environment:
    """Install the peers where they are missing, make the certificate, and return the environment."""
    python = PEERS / "bin" / "python"
    ready = PEERS / ".ready"
    wanted = (HERE / "requirements.txt").read_text()
    if not ready.exists() or ready.read_text() != wanted:
        print("installing the peers …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        for requirement in wanted.split():
            # One by one: a peer that cannot be installed here costs its rows, not the others'.
            subprocess.run([str(python), "-m", "pip", "install", "--quiet", requirement], check=False)
        ready.write_text(wanted)
    environment = Environment(scratch, seconds)
    _make_certificate(environment)
    return environment


def _make_certificate(environment: Environment) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(environment.key), "-out", str(environment.certificate)),
        ],
        check=True,
        capture_output=True,
    )
