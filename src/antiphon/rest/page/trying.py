"""The part of a page where every method of its place can be tried, and the exchange seen.

The script (``static/page.js``) shows it and sends the requests. What it needs to know stands in attributes: the
methods, the fields that each is sent with, and the columns, whose inputs make the content. A column that nobody touches
is sent as the JSON that it has (``data-json``), since an input cannot hold every text and every number exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...semantics import json_patch, merge_patch
from ..representation.document import json_of
from ..schema.resource import Column, Kind, Resource
from . import words
from .frame import Frame, lines
from .markup import Markup, element
from .places import Document

JSON = "application/json"
_CONTENT_TYPES = {"POST": JSON, "PUT": JSON, "PATCH": merge_patch.MEDIA_TYPE, "QUERY": JSON}
_CONDITIONAL = frozenset({"PUT", "PATCH", "DELETE"})
_FIRST_QUERY = '{\n  "limit": 5\n}'
_LONG_TEXT = 80
_PATCH_TYPES = f"{merge_patch.MEDIA_TYPE}, {json_patch.MEDIA_TYPE}"


class Trying:
    """The methods of the place at `path`; of a collection or an item of `resource`, where that is given.

    `document` is the item as it is, and `etag` the value of its ETag field.
    """

    def __init__(
        self,
        frame: Frame,
        path: str,
        methods: Sequence[str],
        resource: Resource | None = None,
        document: Document | None = None,
        etag: str | None = None,
    ) -> None:
        self._frame = frame
        self._path = path
        self._methods = methods
        self._resource = resource
        self._document = document or {}
        self._etag = etag

    def section(self) -> Markup:
        """Return the section of the page."""
        said = self._frame.said
        return element(
            "section",
            element("h2", said(words.TRY), id="try"),
            element("noscript", element("p", said(words.WITHOUT_SCRIPT))),
            self._commands(),
            self._form(),
            self._exchange(),
            class_="trying",
            aria_labelledby="try",
        )

    def _commands(self) -> Markup | None:
        if not self._frame.origin:
            return None
        url = f"{self._frame.origin}{self._frame.base}{self._path}"
        quoted = "'" + url.replace("'", "%27") + "'"
        commands = lines(f"antiphon get {quoted}", f"curl -H 'Accept: application/json' {quoted}")
        return element("details", element("summary", self._frame.said(words.COMMANDS)), commands)

    def _form(self) -> Markup:
        said = self._frame.said
        return element(
            "form",
            element("fieldset", element("legend", said(words.METHOD)), *map(self._method, self._methods)),
            element("p", class_="about", id="about", aria_live="polite"),
            element("label", said(words.FIELDS), " ", element("textarea", name="fields", rows=3, spellcheck="false")),
            self._columns(),
            element("label", said(words.CONTENT), " ", element("textarea", name="content", rows=8, spellcheck="false")),
            element(
                "p",
                element("button", said(words.SEND)),
                element("button", said(words.STOP), type="button", class_="stop", hidden=True),
                element("span", role="status"),
            ),
            class_="try",
            data_path=self._frame.base + self._path,
            data_sending=said(words.SENDING),
            data_answered=said(words.ANSWERED),
            data_stopped=said(words.STOPPED),
            data_failed=said(words.FAILED),
            data_field_broken=said(words.FIELD_BROKEN),
            data_bytes=said(words.BYTES, size="{size}"),
            data_shortened=said(words.SHORTENED),
            hidden=True,
        )

    def _method(self, method: str) -> Markup:
        radio = element(
            "input",
            type="radio",
            name="method",
            value=method,
            checked=method == self._methods[0],
            data_fields="\n".join(self._fields(method)),
            data_content=_FIRST_QUERY if method == "QUERY" else None,
            data_has_content=method in _CONTENT_TYPES,
            data_has_columns=method in _CONTENT_TYPES and method != "QUERY",
            data_about=self._frame.said(words.METHODS[method]),
        )
        return element("label", radio, " ", method)

    def _fields(self, method: str) -> list[str]:
        fields = [] if method in ("OPTIONS", "DELETE") else [f"Accept: {JSON}"]
        if method in _CONTENT_TYPES:
            fields.append(f"Content-Type: {_CONTENT_TYPES[method]}")
        if method in _CONDITIONAL and self._etag is not None:
            fields.append(f"If-Match: {self._etag}")
        return fields

    def _columns(self) -> Markup | None:
        if self._resource is None or not self._resource.writable:
            return None
        columns = [self._column(column) for column in self._resource.columns if column.writable]
        return element(
            "fieldset", element("legend", self._frame.said(words.ITEM)), *columns, class_="columns", hidden=True
        )

    def _column(self, column: Column) -> Markup:
        said = self._frame.said
        states = [("value", words.SEND_VALUE)]
        if column.nullable:
            states.append(("null", words.SEND_NULL))
        states.append(("out", words.LEAVE_OUT))
        options = [element("option", said(text), value=state) for state, text in states]
        label = said(words.STATE, column=column.name)
        return element(
            "div",
            element("label", element("span", column.name), self._hint(column), " ", self._control(column)),
            element("select", *options, class_="state", aria_label=label),
            class_="column",
            data_name=column.name,
            data_kind=column.kind.value,
            data_required=not column.optional,
            data_key=self._resource is not None and column.name in self._resource.key,
            data_json=self._json(column.name),
        )

    def _json(self, name: str) -> str | None:
        """Return the JSON that the item has for the member `name`; None where the page shows no item."""
        return json_of(self._document[name]).decode("utf-8") if name in self._document else None

    def _hint(self, column: Column) -> Markup:
        hints = [column.kind.value]
        if not column.optional:
            hints.append(self._frame.said(words.REQUIRED))
        if column.description:
            hints.append(column.description)
        return element("small", ", ".join(hints))

    def _control(self, column: Column) -> Markup:
        """Return the input for `column`, with the value that the item has."""
        value = self._document.get(column.name)
        text = "" if value is None else value if isinstance(value, str) else json_of(value).decode("utf-8")
        if column.kind is Kind.BINARY:
            return element("input", type="file", class_="value")
        choices = ("true", "false") if column.kind is Kind.BOOLEAN else column.choices
        if choices is not None:
            options = [element("option", choice, value=choice, selected=choice == text) for choice in choices]
            return element("select", *options, class_="value")
        if column.kind is Kind.JSON:
            shown = "" if value is None else self._json(column.name)
            return element("textarea", shown, class_="value", rows=2)
        if column.kind is Kind.TEXT and (column.max_length is None or column.max_length > _LONG_TEXT):
            return element("textarea", text, class_="value", rows=2, maxlength=column.max_length)
        return element(
            "input",
            class_="value",
            value=text,
            type="date" if column.kind is Kind.DATE else "text",
            inputmode=_INPUT_MODES.get(column.kind),
            placeholder=_PLACEHOLDERS.get(column.kind),
            maxlength=column.max_length,
            autocomplete="off",
        )

    def _exchange(self) -> Markup:
        said = self._frame.said
        return element(
            "div",
            element("h3", said(words.REQUEST)),
            element("pre", tabindex="0", class_="request"),
            element("p", said(words.ADDED), class_="facts"),
            element("h3", said(words.RESPONSE)),
            element("p", class_="problem", hidden=True),
            element("pre", tabindex="0", class_="response"),
            class_="exchange",
            hidden=True,
        )


_INPUT_MODES = {Kind.INTEGER: "numeric", Kind.FLOAT: "decimal", Kind.DECIMAL: "decimal"}
_PLACEHOLDERS = {
    Kind.DATETIME: "2026-02-28T12:30:00",
    Kind.TIME: "12:30:00",
    Kind.UUID: "00000000-0000-0000-0000-000000000000",
}
