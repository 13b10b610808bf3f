"""axe-core, the accessibility rules of Deque, from npm: the one release that is known here, by its hash."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

_RELEASE = "axe-core@4.10.3"
_SHA256 = "880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb"
RUN = """
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then((found) =>
  found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 200)).join(' ')}`))
""".strip()
"""The expression that gives what is wrong with a page, once the script has been evaluated there."""


def axe(cache: Path) -> str:
    """Return the script, kept in `cache`; skip the test where there is no npm, or no way to its registry."""
    kept = cache / f"{_RELEASE}.js"
    if not kept.is_file():
        kept.write_bytes(_fetched(cache))
    return kept.read_text("utf-8")


def _fetched(folder: Path) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm")
    done = subprocess.run(
        [npm, "pack", _RELEASE, "--silent"],
        cwd=folder,
        capture_output=True,
        timeout=60,
        env={**os.environ, "npm_config_update_notifier": "false"},
    )
    if done.returncode:
        pytest.skip("npm reaches no registry")
    packed = (folder / done.stdout.decode().split()[-1]).read_bytes()
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        script = member.read()
    assert hashlib.sha256(script).hexdigest() == _SHA256
    return script
