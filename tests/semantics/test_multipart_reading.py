"""Reading multipart/form-data (RFC 7578, RFC 2046 §5.1)."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import AntiphonError, ContentTooLarge, Fault, ProtocolError, UsageError
from antiphon.faults import multipart as faults
from antiphon.semantics.media_types import MediaType
from antiphon.semantics.multipart import Multipart, Part
from antiphon.semantics.multipart_reading import MultipartLimits, MultipartReader, PartData, PartEnd, boundary_of
from antiphon.semantics.part_head import PartHead

FIELD = b'Content-Disposition: form-data; name="a"\r\n'
Found = list[tuple[PartHead, bytes]]


def read(pieces: Iterable[bytes], boundary: str = "b", limits: MultipartLimits | None = None) -> Found:
    """Return the parts in a content that comes in `pieces`, each with its data."""
    reader = MultipartReader(boundary, limits)
    found: Found = []
    is_open = False
    for piece in pieces:
        for event in reader.feed(piece):
            match event:
                case PartHead():
                    assert not is_open
                    is_open = True
                    found.append((event, b""))
                case PartData(data):
                    assert is_open and data
                    found[-1] = (found[-1][0], found[-1][1] + data)
                case PartEnd():
                    assert is_open
                    is_open = False
    reader.finish()
    assert not is_open
    return found


def outcome(pieces: Iterable[bytes], limits: MultipartLimits | None = None) -> object:
    """Return the parts, or the fault and what it tells."""
    try:
        return read(pieces, limits=limits)
    except AntiphonError as error:
        return type(error), error.fault.code, error.details


def of_one_part(head: bytes, data: bytes = b"x") -> bytes:
    return b"--b\r\n" + head + b"\r\n" + data + b"\r\n--b--\r\n"


def refusal(content: bytes, limits: MultipartLimits | None = None) -> tuple[Fault, int | None]:
    """Return why `content` is refused, whole and byte by byte alike, and the byte that it tells."""
    with pytest.raises(AntiphonError) as whole:
        read([content], limits=limits)
    assert outcome(bytewise(content), limits) == (type(whole.value), whole.value.fault.code, whole.value.details)
    for language in ("en", "es"):
        assert whole.value.sentence(language) and whole.value.fix(language)
    return whole.value.fault, whole.value.details.get("offset")


def bytewise(content: bytes) -> list[bytes]:
    return [content[at : at + 1] for at in range(len(content))]


def head_of(disposition: str) -> PartHead:
    content = of_one_part(f"Content-Disposition: {disposition}\r\n".encode())
    return read([content])[0][0]


# -- the content: parts between boundaries -----------------------------------------------------------------------------


def test_the_example_of_rfc_7578_section_4_6() -> None:
    content = (
        b'--AaB03x\r\ncontent-disposition: form-data; name="_charset_"\r\n\r\niso-8859-1\r\n'
        b'--AaB03x\r\ncontent-disposition: form-data; name="field1"\r\n\r\n...text encoded in iso-8859-1 ...\r\n'
        b"AaB03x--\r\n--AaB03x--\r\n"
    )
    parts = read([content], "AaB03x")
    assert [(head.name, data) for head, data in parts] == [
        ("_charset_", b"iso-8859-1"),
        ("field1", b"...text encoded in iso-8859-1 ...\r\nAaB03x--"),
    ]


def test_a_part_has_its_fields_by_lower_case_names() -> None:
    content = of_one_part(FIELD + b"Content-TYPE:text/plain; charset=utf-8 \t\r\nX-More: \t1\r\n")
    ((head, data),) = read([content])
    assert (head.name, head.filename, data) == ("a", None, b"x")
    assert head.content_type == "text/plain; charset=utf-8" and head.fields["x-more"] == "1"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r",
        b"\n",
        b"\r\n",
        b"\r\n\r\n",
        b"--",
        b"-",
        b"\r\n-",
        b"\r\n--",
        b"\n--b",
        b"\r--b",
        b"\r\r\n--a",
    ],
)
@pytest.mark.parametrize("cut", [1, 2, 3, 1000])
def test_data_that_looks_like_a_boundary_is_data(data: bytes, cut: int) -> None:
    content = of_one_part(FIELD, data)
    pieces = [content[at : at + cut] for at in range(0, len(content), cut)]
    assert [found for _, found in read(pieces)] == [data]


def test_a_form_without_fields_has_no_parts() -> None:
    assert read([b"--b--"]) == [] == read([b"--b--\r\n"])


def test_a_part_may_end_with_its_head_rfc_2046_section_5_1_1() -> None:
    content = b"--b\r\n" + FIELD + b"\r\n--b\r\n" + FIELD + b"\r\ny\r\n--b--"
    assert [data for _, data in read([content])] == [b"", b"y"] == [data for _, data in read(bytewise(content))]


def test_what_stands_before_and_behind_the_parts_is_ignored_rfc_2046_section_5_1_1() -> None:
    content = b"Words.\r\n--a\r\n" + of_one_part(FIELD) + b"More words, and --b\r\n--b\r\n"
    assert [data for _, data in read([content])] == [b"x"]


def test_a_boundary_may_be_padded_rfc_2046_section_5_1_1() -> None:
    content = b"--b \t\r\n" + FIELD + b"\r\nx\r\n--b-- \t"
    assert [data for _, data in read([content])] == [b"x"] == [data for _, data in read(bytewise(content))]


def test_data_comes_as_it_arrives() -> None:
    reader = MultipartReader("b")
    reader.feed(b"--b\r\n" + FIELD + b"\r\n")
    assert reader.feed(b"one") == [PartData(b"one")]
    assert reader.feed(b"two\r\n-") == [PartData(b"two")]
    assert reader.feed(b"!") == [PartData(b"\r\n-!")]
    assert reader.feed(b"\r\n--b--") == [PartEnd()]
    reader.finish()


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"a b"', "a b"),
        ("plain", "plain"),
        ('""', ""),
        ('"ñ 日本 🦜"', "ñ 日本 🦜"),
        ('"a%22b"', 'a"b'),  # browsers (WHATWG HTML, multipart/form-data encoding algorithm)
        ('"a%0D%0Ab"', "a\r\nb"),
        ('"100%2B%"', "100%2B%"),
        (r'"a\"b\\c"', r'a"b\c'),  # curl, and RFC 822
        (r'"a\b"', r"a\b"),
        ('"a;b=c"', "a;b=c"),
    ],
)
def test_names_as_clients_write_them(written: str, name: str) -> None:
    assert head_of(f"form-data; name={written}").name == name


@pytest.mark.parametrize(
    ("written", "filename"),
    [
        ('filename="a.txt"', "a.txt"),
        ("FileName=a.txt", "a.txt"),
        ('filename=""', ""),
        ('filename="año.txt"', "año.txt"),
        ("filename*=UTF-8''a%C3%B1o.txt", "año.txt"),
        ("filename*=iso-8859-1'en'%A3%20rates", "£ rates"),
        ("filename=\"a_o.txt\"; filename*=utf-8''a%C3%B1o.txt", "año.txt"),
        ("filename*=utf-8''a%C3%B1o.txt; filename=a.txt", "año.txt"),
        ('filename="../../etc/passwd"', "passwd"),
        ('filename="/etc/passwd"', "passwd"),
        (r'filename="C:\Documents\x.txt"', "x.txt"),
        (r'filename="\\\\server\\share\\x.txt"', "x.txt"),
        ('filename="C:x.txt"', "x.txt"),
        (r'filename="..\..\x.txt"', "x.txt"),
        ("filename*=utf-8''..%2F..%2Fx.txt", "x.txt"),
        ('filename=".."', ""),
        ('filename="a/."', ""),
        ('filename="a/"', ""),
        ('filename=".hidden"', ".hidden"),
        ('filename="12:30.txt"', "12:30.txt"),
    ],
)
def test_file_names_without_their_paths_rfc_7578_section_4_2(written: str, filename: str) -> None:
    assert head_of(f'form-data; name="a"; {written}').filename == filename


@pytest.mark.parametrize("kind", ["FORM-DATA", "Form-Data ", "form-data\t"])
def test_the_disposition_is_compared_without_case(kind: str) -> None:
    assert head_of(f"{kind} ; name = a ;").name == "a"


# -- what is refused, at which byte ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "fault", "offset"),
    [
        (b"", faults.MULTIPART_CUT_SHORT, 0),
        (b"words", faults.MULTIPART_CUT_SHORT, 5),
        (b"--b", faults.MULTIPART_CUT_SHORT, 3),
        (b"--b\r\n", faults.MULTIPART_CUT_SHORT, 5),
        (b"--b\r\n" + FIELD, faults.MULTIPART_CUT_SHORT, 5 + len(FIELD)),
        (of_one_part(FIELD)[:-4], faults.MULTIPART_CUT_SHORT, len(of_one_part(FIELD)) - 4),
        (of_one_part(FIELD)[:-3], faults.MULTIPART_CUT_SHORT, len(of_one_part(FIELD)) - 3),
        (b" --b--", faults.MULTIPART_CUT_SHORT, 6),
        (b"--b\n", faults.BOUNDARY_LINE_INVALID, 3),
        (b"--bb\r\n", faults.BOUNDARY_LINE_INVALID, 3),
        (b"--b-\r\n", faults.BOUNDARY_LINE_INVALID, 3),
        (b"--b--x", faults.BOUNDARY_LINE_INVALID, 3),
        (b"--b" + b" " * 65 + b"\r\n", faults.BOUNDARY_LINE_INVALID, 3),
        (b"--b\r\n" + FIELD + b"\r\nx\r\n--bc\r\n", faults.BOUNDARY_LINE_INVALID, 5 + len(FIELD) + 2 + 1 + 5),
        (b"--b\r\n\r\nx\r\n--b--", faults.DISPOSITION_ABSENT, 5),
        (of_one_part(b"Content-Type: text/plain\r\n"), faults.DISPOSITION_ABSENT, 5),
        (of_one_part(FIELD + b"no colon\r\n"), faults.PART_LINE_INVALID, 5 + len(FIELD)),
        (of_one_part(FIELD + b"Name : space\r\n"), faults.PART_LINE_INVALID, 5 + len(FIELD)),
        (of_one_part(FIELD + b" folded\r\n"), faults.PART_LINE_INVALID, 5 + len(FIELD)),
        (of_one_part(FIELD + b": empty\r\n"), faults.PART_LINE_INVALID, 5 + len(FIELD)),
        (of_one_part(FIELD + "ñ: x\r\n".encode()), faults.PART_LINE_INVALID, 5 + len(FIELD)),
        (b"--b\r\n" + FIELD + b"--b--\r\n\r\n", faults.PART_LINE_INVALID, 5 + len(FIELD)),
        (of_one_part(FIELD + b"X: a\nb\r\n"), faults.PART_HEAD_CONTROL, 5 + len(FIELD) + 4),
        (of_one_part(FIELD + b"X: a\rb\r\n"), faults.PART_HEAD_CONTROL, 5 + len(FIELD) + 4),
        (of_one_part(FIELD + b"X: a\0b\r\n"), faults.PART_HEAD_CONTROL, 5 + len(FIELD) + 4),
        (of_one_part(FIELD + b"X: a\xff\r\n"), faults.PART_HEAD_NOT_UTF8, 5 + len(FIELD) + 4),
        (of_one_part(b'Content-Disposition: form-data; name="\xe9"\r\n'), faults.PART_HEAD_NOT_UTF8, 5 + 38),
        (of_one_part(FIELD + b"content-DISPOSITION: form-data; name=c\r\n"), faults.PART_FIELD_REPEATED, 47),
        (of_one_part(b"Content-Disposition: form-data\r\n"), faults.PART_NAME_ABSENT, 26),
        (of_one_part(b"Content-Disposition: form-data; name*=utf-8''a\r\n"), faults.PART_NAME_ABSENT, 26),
        (of_one_part(b"Content-Disposition: attachment; name=a\r\n"), faults.DISPOSITION_INVALID, 26),
        (of_one_part(b"Content-Disposition: form-datum; name=a\r\n"), faults.DISPOSITION_INVALID, 26),
        (of_one_part(b'Content-Disposition: form-data; name="a\r\n'), faults.DISPOSITION_INVALID, 35),
        (of_one_part(b'Content-Disposition: form-data; name="a" b\r\n'), faults.DISPOSITION_INVALID, 45),
        (of_one_part(b"Content-Disposition: form-data; name=a b\r\n"), faults.DISPOSITION_INVALID, 43),
        (of_one_part(b"Content-Disposition: form-data; name=a; filename*0=b\r\n"), faults.DISPOSITION_INVALID, 43),
        (of_one_part(b"Content-Disposition: form-data; name=a; Name=b\r\n"), faults.DISPOSITION_REPEATS, 45),
        (of_one_part(b"Content-Disposition: form-data; name=a; filename=%0A\r\n"), faults.FILE_NAME_INVALID, 26),
        (of_one_part(b"Content-Disposition: form-data; name=a; filename*=b\r\n"), faults.FILE_NAME_INVALID, 26),
        (of_one_part(b"Content-Disposition: form-data; name=a; filename*=u16''b\r\n"), faults.FILE_NAME_INVALID, 26),
        (
            of_one_part(b"Content-Disposition: form-data; name=a; filename*=utf-8''%FF\r\n"),
            faults.FILE_NAME_INVALID,
            26,
        ),
        (
            of_one_part(b"Content-Disposition: form-data; name=a; filename*=utf-8''%00\r\n"),
            faults.FILE_NAME_INVALID,
            26,
        ),
        (of_one_part(FIELD + b"Content-Transfer-Encoding: base64\r\n"), faults.PART_ENCODED, 5),
    ],
)
def test_what_is_no_form_is_refused_at_its_first_wrong_byte(content: bytes, fault: Fault, offset: int) -> None:
    assert refusal(content) == (fault, offset)
    assert fault.status == 400


@pytest.mark.parametrize("encoding", [b"binary", b"8BIT", b"7bit"])
def test_an_encoding_that_changes_nothing_is_taken_rfc_7578_section_4_7(encoding: bytes) -> None:
    assert read([of_one_part(FIELD + b"Content-Transfer-Encoding: " + encoding + b"\r\n")])[0][1] == b"x"


# -- limits ------------------------------------------------------------------------------------------------------------


def test_the_number_of_parts_is_limited() -> None:
    part = b"--b\r\n" + FIELD + b"\r\nx\r\n"
    limits = MultipartLimits(parts=3)
    assert len(read([part * 3 + b"--b--"], limits=limits)) == 3
    fault, _ = refusal(part * 4 + b"--b--", limits)
    assert (fault, fault.status) == (faults.PARTS_TOO_MANY, 413)


def test_the_head_of_a_part_is_limited() -> None:
    limits = MultipartLimits(head=len(FIELD) - 2)
    assert len(read([of_one_part(FIELD)], limits=limits)) == 1
    for head in (FIELD.replace(b'"a"', b'"ab"'), FIELD + b"X: y\r\n"):
        assert refusal(of_one_part(head), limits) == (faults.PART_HEAD_TOO_LARGE, 5)


def test_a_head_without_an_end_is_refused_before_it_is_kept() -> None:
    assert refusal(b"--b\r\n" + b"x" * 20_000)[0] is faults.PART_HEAD_TOO_LARGE


@pytest.mark.parametrize("extra", [0, 1])
def test_the_whole_is_limited(extra: int) -> None:
    content = of_one_part(FIELD) + b"words behind it"
    limits = MultipartLimits(total=len(content) - extra)
    if extra:
        assert refusal(content, limits)[0] is faults.MULTIPART_TOO_LARGE
    else:
        assert len(read([content], limits=limits)) == 1


# -- the boundary ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "boundary", ["b", "-", "'()+_,-./:=?", "a b", "x" * 70, "----WebKitFormBoundary7MA4YWxkTrZu0gW"]
)
def test_boundaries_that_rfc_2046_section_5_1_1_allows(boundary: str) -> None:
    assert boundary_of(str(MediaType("multipart", "form-data", {"boundary": boundary}))) == boundary
    content = f"--{boundary}\r\n".encode() + FIELD + f"\r\nx\r\n--{boundary}--".encode()
    assert [data for _, data in read(bytewise(content), boundary)] == [b"x"]


@pytest.mark.parametrize("boundary", ["", "x" * 71, "a ", "a\tb", "ñ", "a;b", 'a"b', "a\r\n", "{x}"])
def test_boundaries_that_it_does_not_allow(boundary: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        boundary_of(str(MediaType("multipart", "form-data", {"boundary": boundary})))
    assert refused.value.fault is faults.BOUNDARY_REFUSED


def test_without_a_boundary_nothing_can_be_read() -> None:
    for content_type in ("multipart/form-data; charset=utf-8", "multipart/form-data", "multipart", ""):
        with pytest.raises(ProtocolError) as refused:
            boundary_of(content_type)
        assert refused.value.fault is faults.BOUNDARY_ABSENT


# -- the end -----------------------------------------------------------------------------------------------------------


def test_after_an_error_nothing_more_is_read() -> None:
    reader = MultipartReader("b")
    with pytest.raises(ProtocolError):
        reader.feed(b"--bad")
    for again in (lambda: reader.feed(b""), reader.finish):
        with pytest.raises(UsageError) as stopped:
            again()
        assert stopped.value.fault is faults.MULTIPART_STOPPED


def test_after_a_limit_nothing_more_is_read() -> None:
    reader = MultipartReader("b", MultipartLimits(total=3))
    with pytest.raises(ContentTooLarge):
        reader.feed(b"--b\r\n")
    with pytest.raises(UsageError):
        reader.feed(b"")


def test_after_the_end_nothing_more_is_read() -> None:
    reader = MultipartReader("b")
    reader.feed(b"--b--\r\n")
    reader.finish()
    with pytest.raises(UsageError):
        reader.finish()


# -- any content, any split --------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [b"--b", b"--b--", b"\r\n", b"\r", b"\n", b"-", FIELD, b"\r\n\r\n", b"x", b": ", b" ", b'"', b"\0", b"\xff", b"; "]
)
_CONTENTS = st.one_of(
    st.lists(_PIECES, max_size=30).map(b"".join),
    st.lists(st.tuples(_PIECES, _PIECES), max_size=4).map(
        lambda parts: b"".join(b"--b\r\n" + FIELD + b"\r\n" + one + two + b"\r\n" for one, two in parts) + b"--b--"
    ),
)


@given(_CONTENTS, st.lists(st.integers(0, 400), max_size=8), st.sampled_from([None, MultipartLimits(2, 60, 150)]))
def test_any_split_gives_the_same(content: bytes, cuts: list[int], limits: MultipartLimits | None) -> None:
    places = sorted({0, len(content), *(cut for cut in cuts if cut < len(content))})
    pieces = [content[start:end] for start, end in pairwise(places)]
    assert outcome(pieces, limits) == outcome([content], limits) == outcome(bytewise(content), limits)


_NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).filter(
    lambda name: "\\" not in name and "%" not in name
)


@given(st.lists(st.tuples(_NAMES, st.one_of(st.none(), _NAMES), st.binary(max_size=200)), max_size=5))
def test_what_the_client_writes_is_read_as_it_was_meant(parts: list[tuple[str, str | None, bytes]]) -> None:
    form = Multipart("0123456789abcdef", tuple(Part(name, data, filename) for name, filename, data in parts))
    found = read(form.pieces(), form.boundary)
    assert [(head.name, data) for head, data in found] == [(name, data) for name, _, data in parts]
    for (head, _), (_, filename, _) in zip(found, parts, strict=True):
        assert (head.filename is None) == (filename is None)


# -- time --------------------------------------------------------------------------------------------------------------

HOSTILE = {
    "returns": b"--b\r\n" + FIELD + b"\r\n" + b"\r" * 400_000,
    "almost boundaries": b"--b\r\n" + FIELD + b"\r\n" + b"\r\n--" * 100_000,
    "parts": (b"--b\r\n" + FIELD + b"\r\n\r\n") * 8_000,
    "long heads": (b"--b\r\n" + FIELD + b"X: " + b"y" * 8000 + b"\r\n\r\n\r\n") * 48,
    "parameters": b"--b\r\nContent-Disposition: form-data" + b"; x" * 2600 + b"\r\n\r\n",
    "quotes": b'--b\r\nContent-Disposition: form-data; name="' + b'\\"' * 4000 + b"\r\n\r\n",
    "preamble": b"\r\n--" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("size", [7, 1 << 20])
def test_no_content_takes_quadratic_time(name: str, size: int) -> None:
    content = HOSTILE[name]
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    begun = time.process_time()
    outcome(pieces, MultipartLimits(parts=100_000))
    assert time.process_time() - begun < 10.0
