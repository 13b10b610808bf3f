"""What the OpenAPI document promises, held against what is answered, by schemathesis: thousands of requests of its own.

It is a program from outside (``pip install schemathesis``) and skipped where it is missing. With
``HYPOTHESIS_PROFILE=thorough`` it takes minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ..contract.wire import Wire

_CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
_QUICK = ["--phases", "fuzzing", "--max-examples", "2", "--include-path-regex", "^/order", "--no-shrink"]
_THOROUGH = ["--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "50"]
_SECONDS = 1800


def schemathesis() -> str:
    """Return the program, from this environment or the system. Skips where it is not installed."""
    folders = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    found = shutil.which("schemathesis", path=folders)
    if found is None:
        pytest.skip("needs schemathesis")
    return found


def test_every_answer_is_one_that_the_document_describes(api: Wire, tmp_path: Path) -> None:
    amount = _THOROUGH if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else _QUICK
    document = f"http://127.0.0.1:{api.port}/openapi.json"
    options = ["--checks", _CHECKS, "--generation-database", "none", "--seed", "1", "--no-color", "--warnings", "off"]
    done = subprocess.run(
        [schemathesis(), "run", document, *options, *amount], cwd=tmp_path, capture_output=True, timeout=_SECONDS
    )
    assert done.returncode == 0, done.stdout.decode()
