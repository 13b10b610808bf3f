"""Names without a scheme: https first, and people are told where it is http after all."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run


def test_a_bare_name_that_speaks_http_alone(antiphon: Run, demo: str) -> None:
    ended = antiphon("get", demo.removeprefix("http://") + "/bytes/3")
    assert ended.code == 0 and len(ended.out.encode()) == 3
    assert ended.err == "Nobody speaks https there; asked by http.\n"


def test_it_is_told_in_spanish_and_while_saving(antiphon: Run, demo: str, tmp_path: Path) -> None:
    file = tmp_path / "three"
    ended = antiphon("get", demo.removeprefix("http://") + "/bytes/3", "--output", file, "--lang", "es")
    assert ended.code == 0 and "Allí nadie habla https; se preguntó por http.\n" in ended.err
    assert file.stat().st_size == 3
