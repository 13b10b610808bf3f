"""Hostile input: whatever a client sends, the mistake is the client's, so no answer is 5xx (RFC 9110 §15.5, §15.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from ....faults import Text
from ....semantics.url import URL
from ..answer import Answer
from ..judging import unless_status
from ..outcome import PASSED, DoesNotApply, Outcome, failed
from ..probe import Concern, Judging, Probe, Sending
from ..visit import Visit
from .reading import NO_NETWORK

SERVER_ERROR = Text(
    "{method} {target} was answered {status}, but the mistake is the client's.",
    "{method} {target} se respondió con {status}, pero el error es del cliente.",
)
NOT_A_CLIENTS = Text(
    "{method} {target} was answered {status} instead of a 4xx.",
    "{method} {target} se respondió con {status} en lugar de un 4xx.",
)
NO_TEXT = Text("the items have no text.", "los elementos no tienen texto.")
NO_NUMBER = Text("the items have no number.", "los elementos no tienen números.")

_MOST_TARGET = 7_900
_HUGE_TARGET = 200_000
_HUGE_FIELD = 100_000
_DEPTH = 100_000
_LARGE = 3_000_000
_HUGE_NUMBER = int("9" * 60)


def _below(visit: Visit, segment: str) -> URL:
    """Return a URL below the collection, `segment` as it is: it need not be one that may be sent."""
    url = visit.collection
    return replace(url, path=f"{url.path.rstrip('/')}/{segment}", query=None)


def _get_segment(segment: str, visit: Visit) -> tuple[Answer, ...]:
    return (visit.get(_below(visit, segment)),)


def _get_long(size: int, visit: Visit) -> tuple[Answer, ...]:
    room = size - len(visit.collection.request_target)
    return (visit.get(visit.collection.with_params({"antiphon_check": "a" * max(1, room)})),)


def _get_field(visit: Visit) -> tuple[Answer, ...]:
    return (visit.get(None, {"X-Antiphon-Check": "a" * _HUGE_FIELD}),)


def _get_content(visit: Visit) -> tuple[Answer, ...]:
    return (visit.send("GET", content=b'{"antiphon": "check"}'),)


def _get_ranges(visit: Visit) -> tuple[Answer, ...]:
    return (visit.get(visit.readable(), {"Range": "bytes=" + ",".join("0-" for _ in range(500))}),)


def _post_raw(content: bytes, visit: Visit) -> tuple[Answer, ...]:
    visit.new()  # it has to be known that what may come of it can be removed
    return (visit.send("POST", content=content, media_type=visit.shape.media_type),)


def _post_deep(visit: Visit) -> tuple[Answer, ...]:
    return _post_raw(b"[" * _DEPTH + b"]" * _DEPTH, visit)


def _post_large(visit: Visit) -> tuple[Answer, ...]:
    return _post_raw(b'{"antiphon-check": "%s"}' % (b"a" * _LARGE), visit)


def _post_text(text: str, visit: Visit) -> tuple[Answer, ...]:
    members = visit.new()
    name = next((each for each, value in members.items() if isinstance(value, str)), None)
    if name is None:
        raise DoesNotApply(NO_TEXT)
    # An escape is the only way for half a character into JSON.
    mark = "antiphon-check-text"
    content = visit.shape.content_of({**members, name: mark}).replace(mark.encode(), text.encode("ascii"))
    return (visit.send("POST", content=content, media_type=visit.shape.media_type),)


def _post_number(visit: Visit) -> tuple[Answer, ...]:
    members = visit.new()
    numbers = (each for each, value in members.items() if isinstance(value, int | float))
    name = next((each for each in numbers if not isinstance(members[each], bool)), None)
    if name is None:
        raise DoesNotApply(NO_NUMBER)
    return (visit.post({**members, name: _HUGE_NUMBER}),)


def _expect(expectation: str, visit: Visit) -> tuple[Answer, ...]:
    answer = visit.get(None)
    if answer.response.connection is None:
        raise DoesNotApply(NO_NETWORK)
    return (visit.post(visit.new(), {"Expect": expectation}),)


# -- judging -----------------------------------------------------------------------------------------------------------


def _no_server_error(answer: Answer) -> Outcome:
    return PASSED if answer.status < 500 else _told(SERVER_ERROR, answer)


def _client_error(answer: Answer) -> Outcome:
    if answer.status >= 500:
        return _told(SERVER_ERROR, answer)
    return PASSED if answer.status >= 400 else _told(NOT_A_CLIENTS, answer)


def _told(text: Text, answer: Answer) -> Outcome:
    return failed(text, method=answer.method, target=answer.target, status=answer.status)


def _not_too_long(answer: Answer) -> Outcome:
    if answer.status == 414:
        return unless_status(answer, 200, 400) or PASSED
    return _no_server_error(answer)


def _status(*right: int) -> Judging:
    def judge(answer: Answer) -> Outcome:
        return unless_status(answer, *right) or PASSED

    return judge


def _created(answer: Answer) -> Outcome:
    return PASSED if answer.is_success else _told(NOT_A_CLIENTS, answer)


# -- the table ---------------------------------------------------------------------------------------------------------

_REFUSE = Text(
    "Check it where it comes in, and answer 400; log what still surprises you.",
    "Compruébelo donde entra y responda 400; registre lo que aun así le sorprenda.",
)


def _probe(
    name: str,
    title: Text,
    send: Sending,
    judge: Judging = _no_server_error,
    rfc: str = "RFC 9110 §15.5.1",
    advice: Text = _REFUSE,
    *,
    writes: bool = False,
) -> Probe:
    return Probe(f"hostile-{name}", title, rfc, advice, send, judge, writes=writes, judges_refusals=True)


def _segment(name: str, segment: str, en: str, es: str, judge: Callable[[Answer], Outcome] = _client_error) -> Probe:
    return _probe(
        name, Text(f"{en} in the path is a 4xx", f"{es} en la ruta da 4xx"), partial(_get_segment, segment), judge
    )


HOSTILE = Concern(
    "hostile",
    Text("Hostile input", "Entrada hostil"),
    (
        _segment("percent", "%zz", "A broken percent-encoding", "Una codificación % rota"),
        _segment("nul", "%00", "NUL", "NUL"),
        _segment("path-utf-8", "%ff%fe", "Broken UTF-8", "UTF-8 roto"),
        _segment("path-number", "9" * 60, "A number of 60 digits", "Un número de 60 cifras"),
        _segment("path-quotes", "'%22;--", "A quotation mark", "Una comilla"),
        _segment("path-long", "a" * 3000, "A segment of 3,000 characters", "Un segmento de 3.000 caracteres"),
        _probe(
            "long-target",
            Text("A URL of 7,900 octets is not too long", "Una URL de 7.900 octetos no es demasiado larga"),
            partial(_get_long, _MOST_TARGET),
            _not_too_long,
            "RFC 9110 §4.1",
            Text("Take URLs of at least 8,000 octets.", "Acepte URL de al menos 8.000 octetos."),
        ),
        _probe(
            "huge-target",
            Text("A URL of 200,000 octets is a 4xx", "Una URL de 200.000 octetos da 4xx"),
            partial(_get_long, _HUGE_TARGET),
            _client_error,
            "RFC 9110 §15.5.15",
            Text("Answer 414.", "Responda 414."),
        ),
        _probe(
            "huge-field",
            Text(
                "A field of 100,000 octets is no server error",
                "Un campo de 100.000 octetos no es un error del servidor",
            ),
            _get_field,
            _no_server_error,
            "RFC 6585 §5",
            Text("Answer 431.", "Responda 431."),
        ),
        _probe(
            "get-content",
            Text("GET with content is answered", "GET con contenido se responde"),
            _get_content,
            _no_server_error,
            "RFC 9110 §9.3.1",
            Text("Ignore the content, or answer 400.", "Ignore el contenido, o responda 400."),
        ),
        _probe(
            "ranges",
            Text("500 ranges at once are no server error", "500 rangos a la vez no son un error del servidor"),
            _get_ranges,
            _no_server_error,
            "RFC 9110 §14.2, §17.15",
            Text("Ignore such a Range, or answer 416.", "Ignore tal Range, o responda 416."),
        ),
        _probe(
            "deep-json",
            Text("JSON of 100,000 levels is a 4xx", "JSON de 100.000 niveles da 4xx"),
            _post_deep,
            _client_error,
            writes=True,
        ),
        _probe(
            "large-json",
            Text("Content of 3 MB is no server error", "Un contenido de 3 MB no es un error del servidor"),
            _post_large,
            _no_server_error,
            "RFC 9110 §15.5.14",
            Text("Take it, or answer 413.", "Acéptelo, o responda 413."),
            writes=True,
        ),
        _probe(
            "nul-text",
            Text("NUL in a text is no server error", "NUL en un texto no es un error del servidor"),
            partial(_post_text, "a\\u0000b"),
            writes=True,
        ),
        _probe(
            "half-character",
            Text(
                "Half a character in a text is no server error",
                "Medio carácter en un texto no es un error del servidor",
            ),
            partial(_post_text, "\\ud800"),
            rfc="RFC 8259 §8.2",
            writes=True,
        ),
        _probe(
            "huge-number",
            Text("A number of 60 digits is no server error", "Un número de 60 cifras no es un error del servidor"),
            _post_number,
            rfc="RFC 8259 §6",
            writes=True,
        ),
        _probe(
            "expect-continue",
            Text("Expect: 100-continue is met", "Expect: 100-continue se atiende"),
            partial(_expect, "100-continue"),
            _created,
            "RFC 9110 §10.1.1",
            Text("Send 100, or the final answer.", "Envíe 100, o la respuesta final."),
            writes=True,
        ),
        _probe(
            "expect-unknown",
            Text("An unknown Expect is 417", "Un Expect desconocido da 417"),
            partial(_expect, "antiphon-check"),
            _status(417),
            "RFC 9110 §10.1.1",
            Text("Answer 417.", "Responda 417."),
            writes=True,
        ),
    ),
)
