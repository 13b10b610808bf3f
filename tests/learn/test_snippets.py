"""The code in every lesson runs, against a sandbox in the place of the one that it names."""

from __future__ import annotations

import re
import shlex

import pytest

from antiphon.cli import language
from antiphon.cli.main import main
from antiphon.learn.catalogue import LANGUAGES, lessons
from antiphon.learn.lesson import Lesson

from .learning import Learning
from .test_form import texts

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
WRITTEN = "https://localhost:8443"


def code(lesson: Lesson, kind: str) -> list[str]:
    return [text for prose in texts(lesson) for found, text in _BLOCK.findall(prose) if found == kind]


def having(kind: str) -> list[Lesson]:
    return [lesson for name in LANGUAGES for lesson in lessons(name) if code(lesson, kind)]


def name_of(lesson: Lesson) -> str:
    return f"{lesson.language}-{lesson.name}"


@pytest.fixture(autouse=True)
def english() -> None:
    language.choose("en")


@pytest.mark.parametrize("lesson", having("python"), ids=name_of)
def test_the_python_runs(lesson: Lesson, learning: Learning, capsys: pytest.CaptureFixture[str]) -> None:
    origin = learning.sandbox(reset=True)["https"]
    for text in code(lesson, "python"):
        exec(compile(text.replace(WRITTEN, origin), lesson.name, "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("lesson", having("sh"), ids=name_of)
def test_the_commands_run(lesson: Lesson, learning: Learning, capsys: pytest.CaptureFixture[str]) -> None:
    origin = learning.sandbox(reset=True)["https"]
    for text in code(lesson, "sh"):
        for line in text.replace(WRITTEN, origin).replace("\\\n", " ").splitlines():
            program, *arguments = shlex.split(line, comments=True) or [""]
            if program == "antiphon":
                with pytest.raises(SystemExit) as ended:
                    main(arguments)
                assert ended.value.code == 0, (line, capsys.readouterr())
            else:
                assert program in ("", "curl", "python"), line


def test_every_kind_of_code_is_known() -> None:
    kinds = {
        kind
        for name in LANGUAGES
        for lesson in lessons(name)
        for text in texts(lesson)
        for kind, _ in _BLOCK.findall(text)
    }
    assert kinds <= {"python", "sh", "http", "text", "json", "sql", "javascript", "dart"}
