"""``serve`` and ``demo``: processes that say where they are, answer, and end as they are told."""

from __future__ import annotations

import json
import re
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import antiphon as package
from antiphon.cli import demo as demo_command
from antiphon.server.config import ServerConfig

from .conftest import Ended, Run, Serving

Start = Callable[..., Serving]

APPLICATIONS = """
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return
    content = b"asgi " + scope["root_path"].encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": content})

def wsgi(environ, start_response):
    start_response("200 OK", [("Content-Length", "4")])
    return [b"wsgi"]

def make():
    return app

def fail():
    raise LookupError("no settings")

number = 5
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with modules to serve, some of which cannot be imported."""
    made = tmp_path_factory.mktemp("apps")
    (made / "shop.py").write_text(APPLICATIONS)
    (made / "needy.py").write_text("import nothing_of_this_name\n")
    (made / "halved.py").write_text("app = (\n")
    (made / "raising.py").write_text("\n1 / 0\n")
    (made / "ending.py").write_text("import sys\nsys.exit(3)\n")
    return made


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program has."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def ended_by(number: int, serving: Serving) -> Ended:
    """Send a signal and return how the process ended, with what it wrote since it said where it was."""
    serving.process.send_signal(number)
    out, err = serving.process.communicate(timeout=20)
    return Ended(serving.process.returncode, out.decode(), err.decode())


# -- serving -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["shop:app"], "asgi "),
        (["shop"], "asgi "),
        (["shop:wsgi"], "wsgi"),
        (["shop:wsgi", "--wsgi", "--threads", "1"], "wsgi"),
        (["shop:make", "--factory", "--root-path", "/api"], "asgi /api"),
    ],
)
def test_applications_are_served(start: Start, folder: Path, arguments: list[str], text: str) -> None:
    serving = start("serve", *arguments, "--http", "--port", "0", cwd=folder)
    with package.Session() as session:
        assert session.get(f"{serving.url}/x").text == text
    ended = ended_by(signal.SIGTERM, serving)
    assert (ended.code, ended.err) == (0, "") and json.loads(ended.out)["target"] == "/x"


def test_the_folder_to_import_from_can_be_named(start: Start, folder: Path, tmp_path: Path) -> None:
    serving = start("serve", "shop:app", "--http", "--port", "0", "--app-dir", folder, cwd=tmp_path)
    assert ended_by(signal.SIGTERM, serving).code == 0


def test_the_urls_are_said_in_the_chosen_language(start: Start, folder: Path) -> None:
    serving = start("serve", "shop:app", "--http", "--port", "0", "--lang", "es", cwd=folder)
    lines = serving.said.splitlines()
    assert re.fullmatch(r"Sirviendo en http://localhost:\d+/", lines[0]) and lines[-1] == "Ctrl-C detiene."


def test_https_is_what_is_served_where_nothing_else_is_asked_for(start: Start, folder: Path, antiphon: Run) -> None:
    serving = start("serve", "shop:app", "--port", "0", "--host", "127.0.0.1", cwd=folder)
    assert serving.url.startswith("https://127.0.0.1:")
    assert antiphon("get", f"{serving.url}/x").out == "asgi "
    # Plain HTTP spoken to that port leads to HTTPS.
    assert antiphon("get", f"{serving.url}/x".replace("https:", "http:")).out == "asgi "


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals between processes")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_well(start: Start, number: int) -> None:
    serving = start("demo", "--http", "--port", "0")
    assert ended_by(number, serving) == Ended(0, "", "")


# -- what cannot be served ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("shops:app", "There is no module shops; the folder has shop."),
        ("needy:app", "The module needy cannot be imported: ModuleNotFoundError: No module named 'nothing_of_this_"),
        ("halved:app", "SyntaxError: '(' was never closed"),
        ("raising:app", "ZeroDivisionError: division by zero"),
        ("ending:app", "SystemExit: 3"),
        ("shop:ap", "The module shop has no ap; it has app."),
        ("shop:number", "shop:number is of type int, not an application."),
        ("shop.py", "Write shop:app."),
        ("shop.db", "There is no file shop.db."),
        ("mysql://a:b/c", "mysql://… is not a database URL."),
        ("", "is not MODULE:ATTRIBUTE."),
        ("a b:c", "is not MODULE:ATTRIBUTE."),
        ("shop:app:app", "is not MODULE:ATTRIBUTE."),
        ("\x1b[31m", "is not MODULE:ATTRIBUTE."),
    ],
)
def test_a_target_that_cannot_be_served_is_told(
    antiphon: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, target: str, words: str
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    ended = antiphon("serve", target, "--port", "0", "--app-dir", folder)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("antiphon: ") and words in ended.err and ended.err.count("\n") == 1
    assert "\x1b" not in ended.err


def test_a_factory_that_fails_is_told(antiphon: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    ended = antiphon("serve", "shop:fail", "--factory", "--app-dir", folder)
    assert ended.code == 2 and "did not make an application: LookupError: no settings" in ended.err


def test_a_broken_module_shows_no_traceback_in_a_process(process: Run, folder: Path) -> None:
    ended = process("serve", "raising:app", cwd=folder, LANG="es_ES.UTF-8")
    assert ended.code == 2 and "Traceback" not in ended.err
    assert ended.err.startswith("antiphon: El módulo raising no se puede importar: ZeroDivisionError:")
    assert "raising.py:2" in ended.err


def test_a_taken_port_is_told(antiphon: Run, taken: int) -> None:
    for command in (["serve", "antiphon.demo:application"], ["demo"]):
        ended = antiphon(*command, "--http", "--host", "127.0.0.1", "--port", taken)
        assert ended.code == 2 and ended.err.startswith(f"antiphon: Port {taken} on 127.0.0.1 is taken")


def test_an_address_of_another_machine_is_told(antiphon: Run) -> None:
    ended = antiphon("serve", "antiphon.demo:application", "--http", "--host", "192.0.2.1")
    assert ended.code == 2 and ended.err.startswith("antiphon: Cannot listen on 192.0.2.1 port 8080: ")


def test_a_certificate_that_is_none_is_told(antiphon: Run, folder: Path) -> None:
    ended = antiphon("serve", "antiphon.demo:application", "--cert", folder / "shop.py", "--port", "0")
    assert ended.code == 2 and "holds no certificate in PEM form" in ended.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--key"], "--key means nothing without --cert."),
        (["--http", "--cert"], "--http and --cert exclude each other."),
    ],
)
def test_options_that_contradict_are_refused(antiphon: Run, folder: Path, options: list[str], words: str) -> None:
    ended = antiphon("serve", "antiphon.demo:application", "--port", "0", *options, folder / "shop.py")
    assert ended.code == 2 and ended.err.startswith(f"antiphon: {words}")


# -- the demo ----------------------------------------------------------------------------------------------------------


def test_the_demo_says_where_it_is_and_what_to_try(start: Start, antiphon: Run) -> None:
    serving = start("demo", "--port", "0", "--no-access-log")
    said = serving.said
    assert said.startswith(f"The sample application answers at:\n  {serving.url}/\n")
    tries = [line.split() for line in said.splitlines() if line.startswith("  antiphon ")]
    assert [words[1] for words in tries] == ["get", "get", "post", "explain", "check"]
    tries[-1] += ["--read-only"]
    hello, products, post, explained, checked = [antiphon(*words[1:]) for words in tries]
    assert hello.out == "Hello, Ana!\n" and '"sku"' in products.out and "201 Created" in post.out
    assert "401 Unauthorized" in explained.out and "; 0 failed; " in checked.out
    assert f'curl --cacert "$(antiphon trust --print-root)" -i {serving.url}/status/418\n' in said


def test_the_demo_takes_the_next_port_where_the_usual_one_is_taken(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from antiphon.server import running

    ports: list[int] = []

    def run_once(target: object, config: ServerConfig, ready: object) -> None:
        from antiphon.server.listening import bind

        for bound in bind(config):
            bound.close()
        ports.append(config.port)

    monkeypatch.setattr(running, "run", run_once)
    demo_command.perform([ServerConfig(host="127.0.0.1", port=port, tls=False) for port in (taken, 0)])
    assert ports == [0] and capsys.readouterr().err == f"Port {taken} is taken; trying the next.\n"


def test_the_demo_in_spanish(start: Start) -> None:
    said = start("demo", "--http", "--port", "0", LANG="es").said
    assert said.startswith("La aplicación de muestra responde en:\n") and "Pruebe en otra terminal:\n" in said
