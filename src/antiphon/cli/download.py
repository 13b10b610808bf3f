"""``--download``: content into a file, with progress, and resumed where it broke off (RFC 9110 §13.1.5, §14)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from ..faults import RequestError, UsageError
from ..faults.command_line import FILE_UNWRITABLE, OUTPUT_NEEDED, RESUME_ELSEWHERE, RESUME_IMPOSSIBLE
from ..semantics.dates import parse_date
from ..semantics.ranges import parse_content_range
from ..semantics.validators import parse_entity_tag
from .file_name import alternatives, file_name
from .language import say
from .progress import progress
from .terminal import safe

if TYPE_CHECKING:
    from ..client.response import BlockingResponse, Response
    from ..client.session import Session
    from ..semantics.fields import Fields

_SECONDS_APART = 60


@dataclass(frozen=True, slots=True)
class Begun:
    """What is there of a file: its size, and the validator that its content had, None where nobody knows."""

    size: int = 0
    validator: str | None = None

    def fields(self) -> dict[str, str]:
        """Return the fields that ask for the rest, if the content is still the same."""
        # Coded content cannot be continued by bytes of the original.
        fields = {"Accept-Encoding": "identity"}
        if self.size:
            fields["Range"] = f"bytes={self.size}-"
            if self.validator:
                fields["If-Range"] = self.validator
        return fields


def save(
    session: Session,
    method: str,
    url: str,
    arguments: dict[str, Any],
    output: Path | None,
    *,
    resume: bool,
    show: Callable[[BlockingResponse], None],
) -> int:
    """Send the request and save the content in `output`, or under the name that the server suggests.

    With `resume`, only what is missing of `output` is asked for. `show` is called with the response before its content
    is read. Returns the status code; 200 also for a file that was complete already. Raises `UsageError` where a file
    cannot be written or resumed, and a `RequestError` of the exchange.
    """
    if resume and output is None:
        raise UsageError(OUTPUT_NEEDED)
    begun = _begun(output) if resume and output is not None else Begun()
    headers = {**begun.fields(), **arguments.pop("headers")}
    with session.request(method, url, headers=headers, **arguments) as response:
        show(response)
        if output is not None and begun.size and response.status_code == 416:
            _check_complete(response, output, begun.size)
            _tell_size(output, begun.size)
            return 200
        if not response.ok:
            click.echo(safe(f"{response.status_code} {response.reason}"), err=True)
            return response.status_code
        start = _start_of(response, begun.size)
        _write(response, output, start)
        return response.status_code


def _check_complete(response: Response, path: Path, size: int) -> None:
    """Raise `UsageError` unless the server says that there is no more than `size` bytes (RFC 9110 §15.5.17)."""
    said = parse_content_range(response.headers.get("content-range", ""))
    if said is not None and said.size != size:
        raise UsageError(RESUME_IMPOSSIBLE, path=ascii(str(path)), start=size)
    _note_of(path).unlink(missing_ok=True)


def _start_of(response: Response, wanted: int) -> int:
    """Return at which byte the content starts: `wanted` for a 206, 0 for the whole. Raises `UsageError` for others."""
    if response.status_code != 206:
        return 0
    value = response.headers.get("content-range", "")
    said = parse_content_range(value)
    if said is None or said.selected is None or said.selected.first != wanted:
        raise UsageError(RESUME_ELSEWHERE, start=wanted, content_range=ascii(value)[1:-1])
    return wanted


def _write(response: BlockingResponse, output: Path | None, start: int) -> None:
    is_coded = response.headers.get("content-encoding", "identity").lower() != "identity"
    length = None if is_coded else response.exchange.head.length
    received = start
    path = output or Path(file_name(response))
    with contextlib.ExitStack() as stack:
        try:
            path, file = _opened(path, start, chosen=output is not None)
            stack.enter_context(file)
            _remember(path, None if is_coded else _validator(response.headers))
            show = stack.enter_context(progress(path.name, start, None if length is None else start + length))
            for piece in response.iter_bytes():
                file.write(piece)
                received += len(piece)
                show(received)
        except OSError as error:
            raise UsageError(FILE_UNWRITABLE, path=ascii(str(path)), reason=error.strerror or str(error)) from error
        except (RequestError, KeyboardInterrupt):
            stack.close()
            _tell_rest(path, received)
            raise
    _note_of(path).unlink(missing_ok=True)
    _tell_size(path, received)


def _opened(path: Path, start: int, *, chosen: bool) -> tuple[Path, BinaryIO]:
    """Return the file to write to, and its path.

    Where the user has not chosen the name, it never takes the place of another file, nor follows a link.
    """
    if chosen:
        return path, path.open("ab" if start else "wb")
    for name in alternatives(path.name):
        with contextlib.suppress(FileExistsError):
            return Path(name), Path(name).open("xb")
    raise FileExistsError(path)


def _tell_size(path: Path, size: int) -> None:
    click.echo(say(f"{path}: {size} bytes, complete", f"{path}: {size} bytes, completo"), err=True)


def _tell_rest(path: Path, size: int) -> None:
    way = f"--continue --output {path}"
    click.echo(say(f"{path}: {size} bytes; go on by {way}", f"{path}: {size} bytes; siga con {way}"), err=True)


# -- the note beside an incomplete file ------------------------------------------------------------------------------


def _note_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.incomplete")


def _remember(path: Path, validator: str | None) -> None:
    """Keep `validator` beside the file, by which a later run sees whether the content is still the same."""
    if validator is None:
        _note_of(path).unlink(missing_ok=True)
    else:
        _note_of(path).write_text(validator + "\n", "utf-8")


def _begun(path: Path) -> Begun:
    if not path.is_file():
        return Begun()
    try:
        validator = _note_of(path).read_text("utf-8").strip()
    except (OSError, ValueError):
        validator = ""
    return Begun(path.stat().st_size, validator or None)


def _validator(fields: Fields) -> str | None:
    """Return the strong validator among `fields`: a weak one does not promise the same bytes (RFC 9110 §13.1.5)."""
    tag = parse_entity_tag(fields.get("etag", ""))
    if tag is not None:
        return None if tag.weak else str(tag)
    modified, date = (_seconds(fields.get(name)) for name in ("last-modified", "date"))
    if modified is None or date is None or date - modified < _SECONDS_APART:
        return None
    return fields["last-modified"]


def _seconds(value: str | None) -> int | None:
    return None if value is None else parse_date(value, None)
