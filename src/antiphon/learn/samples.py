"""The request of a box in other tools and languages, to copy: as it was typed, with nothing masked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from shlex import quote

_STEP = "    "


@dataclass(frozen=True, slots=True)
class Typed:
    """A request as somebody typed it, for `url`."""

    method: str
    url: str
    fields: Sequence[tuple[str, str]] = ()
    content: str = ""


def samples_of(typed: Typed) -> dict[str, str]:
    """Return the code for each tool, by its name."""
    return {name: sample(typed) for name, sample in SAMPLES.items()}


def as_curl(typed: Typed) -> str:
    """Return a command of curl, which knows the local authority by a command of ours."""
    parts = ["curl", "--include"]
    if typed.url.startswith("https:"):
        parts += ["--cacert", '"$(antiphon trust --print-root)"']
    if typed.method == "HEAD":
        parts += ["--head"]
    elif typed.method != "GET" or typed.content:
        parts += ["--request", quote(typed.method)]
    for name, value in typed.fields:
        parts += ["--header", quote(f"{name}: {value}" if value else f"{name};")]
    if typed.content:
        parts += ["--data-raw", quote(typed.content)]
    if set("[]{}") & set(typed.url):
        parts.append("--globoff")
    return " ".join([*parts, quote(typed.url)])


def as_antiphon(typed: Typed) -> str:
    """Return a command of ours; where it has no such method, the one that sends any."""
    known = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY"}
    start = f"antiphon {typed.method.lower()}" if typed.method in known else f"antiphon explain --method {typed.method}"
    parts = [start, quote(typed.url)]
    parts += [quote(f"{name}:{value}" if value else f"{name};") for name, value in typed.fields]
    if typed.content:
        parts += ["--raw", quote(typed.content)]
    return " ".join([*parts, "--verbose"] if typed.method in known else parts)


def as_python(typed: Typed) -> str:
    """Return a program in Python, in the names of requests."""
    arguments = [repr(typed.method), repr(typed.url)]
    if typed.fields:
        arguments.append(f"headers={dict(typed.fields)!r}")
    if typed.content:
        arguments.append(
            f"data={typed.content!r}.encode()" if not typed.content.isascii() else f"data={typed.content!r}"
        )
    arguments.append("timeout=10")
    lines = "".join(f"{_STEP}{argument},\n" for argument in arguments)
    return (
        "import antiphon.requests as requests\n\n"
        f"response = requests.request(\n{lines})\n"
        "print(response.status_code)\nprint(response.text)"
    )


def as_javascript(typed: Typed) -> str:
    """Return a program for a browser or Node."""
    options: dict[str, object] = {"method": typed.method}
    if typed.fields:
        options["headers"] = dict(typed.fields)
    if typed.content:
        options["body"] = typed.content
    written = json.dumps(options, ensure_ascii=False, indent=2)
    return (
        f"const response = await fetch({json.dumps(typed.url, ensure_ascii=False)}, {written});\n"
        "console.log(response.status, await response.text());"
    )


def as_dart(typed: Typed) -> str:
    """Return a program in Dart, for Flutter too, with the package http."""
    lines = [
        "import 'package:http/http.dart' as http;",
        "",
        "Future<void> main() async {",
        f"  final request = http.Request({_dart(typed.method)}, Uri.parse({_dart(typed.url)}));",
        *(f"  request.headers[{_dart(name)}] = {_dart(value)};" for name, value in typed.fields),
        *([f"  request.body = {_dart(typed.content)};"] if typed.content else []),
        "  final response = await http.Response.fromStream(await request.send());",
        "  print('${response.statusCode} ${response.body}');",
        "}",
    ]
    return "\n".join(lines)


def _dart(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("$", "\\$")
    return "'" + escaped.replace("\n", "\\n").replace("\r", "\\r") + "'"


SAMPLES: Mapping[str, Callable[[Typed], str]] = {
    "curl": as_curl,
    "antiphon": as_antiphon,
    "Python": as_python,
    "JavaScript": as_javascript,
    "Dart": as_dart,
}
"""What writes the code for each tool."""
