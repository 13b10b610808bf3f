"""``antiphon learn``: the list, the quiz on a pipe, files for reading, and what is refused."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from antiphon.cli import language
from antiphon.cli.main import main
from antiphon.learn.catalogue import LANGUAGES, lesson_named, lessons
from antiphon.learn.lesson import Option, Question
from antiphon.learn.quiz import round_of
from antiphon.learn.reach import Reach

from .test_site import Seen

QUESTION = Question("q-a", "Which?", (Option("A", False, "no"), Option("B", True, "yes"), Option("C", False, "no")))


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("ANTIPHON_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path / "home"))
    language.choose("en")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_list_has_every_lesson(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("learn", "--list", "--lang", name) == 0
    shown = capsys.readouterr().out
    assert all(lesson.name in shown and lesson.title in shown for lesson in lessons(name))


def test_an_unknown_lesson_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("learn", "nothing", "--no-browser") == 2
    assert "caching" in capsys.readouterr().err


def test_spanish_has_a_name_of_its_own_that_the_help_does_not_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("aprender", "--list", "--lang", "es") == 0
    assert run("--help") == 0
    shown = capsys.readouterr().out
    assert "  learn " in shown and "  aprender " not in shown


# -- the quiz ----------------------------------------------------------------------------------------------------------


def answers(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    # In the order of the file, so that the answers are known.
    monkeypatch.setattr(random, "shuffle", lambda options: None)


def letters(lesson: str, *, wrong: int = 0) -> list[str]:
    found = lesson_named(lesson, "en")
    assert found is not None
    right = ["ABCD"[[option.right for option in each.options].index(True)] for each in found.quiz]
    return [("A" if letter != "A" else "B") if place < wrong else letter for place, letter in enumerate(right)]


def test_a_quiz_runs_on_a_pipe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    right = letters("methods")
    answers("\n".join(right) + "\n", monkeypatch)
    assert run("learn", "--quiz", "methods") == 0
    shown = capsys.readouterr().out
    assert f"{len(right)} of {len(right)} right." in shown and "\x1b" not in shown
    lesson = lesson_named("methods", "en")
    assert lesson is not None
    assert all(option.why in shown for each in lesson.quiz for option in each.options)


def test_only_what_was_wrong_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, right = letters("methods", wrong=2), letters("methods")
    answers("\n".join(["?", *first, *right[:2]]) + "\n", monkeypatch)
    assert run("learn", "--quiz", "02-methods") == 0
    shown = capsys.readouterr().out
    assert f"{len(right) - 2} of {len(right)} right." in shown and "2 of 2 right." in shown
    assert "A letter from A to D" in shown


def test_a_quiz_ends_with_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    answers("A\n", monkeypatch)
    assert run("learn", "--quiz", "methods") == 0


def test_options_are_shuffled_and_none_is_lost() -> None:
    (asked,) = round_of([QUESTION], lambda options: options.reverse()).asked
    assert [option.text for option in asked.options] == ["C", "B", "A"]


@pytest.mark.parametrize(("answer", "text"), [("1", "A"), ("b", "B"), (" C \n", "C")])
def test_an_answer_is_a_number_or_a_letter(answer: str, text: str) -> None:
    option = round_of([QUESTION], lambda options: None).asked[0].option(answer)
    assert option is not None and option.text == text


@pytest.mark.parametrize("answer", ["", "0", "4", "d", "AB", "²", "é", "!"])
def test_anything_else_is_none(answer: str) -> None:
    assert round_of([QUESTION], lambda options: None).asked[0].option(answer) is None


# -- files -------------------------------------------------------------------------------------------------------------


def test_the_lessons_as_files_need_no_server(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert run("learn", "--export", str(folder)) == 0
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) == 1 + len(LANGUAGES) * (1 + len(lessons("en")))
    for page in pages:
        text = page.read_text("utf-8")
        seen = Seen(text)
        assert "<script" not in text and "<form" not in text.partition('id="quiz"')[0]
        inner = [link.partition("#")[0] for link in seen.links if "://" not in link]
        assert [link for link in inner if link and not (page.parent / link).is_file()] == [], page
        assert all((page.parent / place).is_file() for place in seen.loaded if place != "data:,")
    lesson = (folder / "en" / "caching.html").read_text("utf-8")
    assert "<details" in lesson and "why" not in lesson.partition("hidden")[1]


# -- other devices -----------------------------------------------------------------------------------------------------


def served(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Reach:
    """Return from where the command would have had the lessons reached."""
    reached: list[Reach] = []

    def run_nothing(port: int, ready: Callable[[list[str]], None], *, tls: bool, reach: Reach) -> None:
        reached.append(reach)
        ready(["https://192.168.1.5:8440/"])

    monkeypatch.setattr("antiphon.learn.serving.run", run_nothing)
    assert run("learn", "--no-browser", *arguments) == 0
    return reached[0]


def test_the_lessons_are_for_this_machine_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert served(monkeypatch) == Reach() and "Every device" not in capsys.readouterr().err


@pytest.mark.parametrize(("name", "told"), [("en", "Every device"), ("es", "Todo dispositivo")])
def test_who_lets_others_in_is_told_what_they_may_do(
    name: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reach = served(monkeypatch, "--host", "0.0.0.0", "--allow-host", "lessons.test", "--lang", name)
    assert reach == Reach("0.0.0.0", ("lessons.test",))
    said = capsys.readouterr()
    assert said.out == f"https://192.168.1.5:8440/{name}/\n" and told in said.err


def test_an_address_of_another_machine_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("learn", "--no-browser", "--http", "--host", "203.0.113.9", "--port", "0") == 2
    assert "203.0.113.9" in capsys.readouterr().err


# -- the server --------------------------------------------------------------------------------------------------------


def test_it_says_where_the_lesson_is_over_https(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "antiphon.cli", "learn", "caching#freshness", "--no-browser", "--port", "0"]
    environment = {**os.environ, "ANTIPHON_HOME": str(tmp_path / "home"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        try:
            assert running.stdout is not None
            url = running.stdout.readline().strip()
        finally:
            running.terminate()
    assert url.startswith("https://localhost:") and url.endswith("/en/caching#freshness")
    assert running.returncode == 0
