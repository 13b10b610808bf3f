"""A live box as HTML: a form that the script sends, or, in a file, the request to look at."""

from __future__ import annotations

from ..rest.page.markup import Child, Markup, element
from . import words
from .frame import Frame
from .lesson import Box, Prediction
from .prose import line
from .samples import Typed, samples_of
from .sandbox import LAB

SANDBOX = "https://localhost:8443"
"""Where the sandbox is in what is written before it runs."""
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY")


def box_section(frame: Frame, box: Box) -> Markup:
    """Return the box, which has the id ``box-NAME``."""
    identity = f"box-{box.name}"
    parts = _form(frame, box) if frame.live else _file(frame, box)
    return element(
        "div",
        element(
            "h3", element("span", frame.said(words.TRY), class_="kind"), " ", line(box.title), id=f"{identity}-title"
        ),
        *parts,
        id=identity,
        class_="box",
        role="group",
        aria_labelledby=f"{identity}-title",
        tabindex="-1",
        data_box=box.name,
        data_server=box.server or None,
        data_scheme=box.scheme,
    )


def _task(frame: Frame, box: Box) -> Markup | None:
    if box.task is None:
        return None
    return element("p", element("strong", frame.said(words.TASK), ": "), line(box.task.goal), class_="task")


def _file(frame: Frame, box: Box) -> list[Child]:
    """Return the box without a server behind it."""
    return [_shown_request(box), _told_answer(frame, box.predict), _task(frame, box), samples(frame, box)]


def _shown_request(box: Box) -> Markup:
    head = [f"{box.method} {box.path} HTTP/1.1", *(f"{name}: {value}" for name, value in box.fields.items())]
    text = "\n".join([*head, "", box.content] if box.content else head)
    return element("pre", element("code", text, data_language="http"), tabindex="0", class_="code")


def _told_answer(frame: Frame, predict: Prediction | None) -> Markup | None:
    if predict is None:
        return None
    answer = element("p", element("strong", predict.answer), " — ", line(predict.why))
    return element("details", element("summary", line(predict.question), " ", ", ".join(predict.options)), answer)


def _form(frame: Frame, box: Box) -> list[Child]:
    said, identity = frame.said, f"box-{box.name}"
    fields = "\n".join(f"{name}: {value}" for name, value in box.fields.items())
    form = element(
        "form",
        _prediction(frame, identity, box.predict),
        element(
            "div",
            _labelled(said(words.METHOD), _methods(identity, box.method), f"{identity}-method"),
            _labelled(
                said(words.PATH),
                element(
                    "input", id=f"{identity}-path", name="path", value=box.path, maxlength=8000, spellcheck="false"
                ),
                f"{identity}-path",
            ),
            class_="line",
        ),
        _area(said(words.FIELDS), identity, "fields", fields),
        _area(said(words.CONTENT), identity, "content", box.content),
        element(
            "p",
            element("button", said(words.SEND), type="submit", class_="send", disabled=True),
            element("button", said(words.RESTORE), type="reset", disabled=True),
            None if box.server else element("button", said(words.RESET), type="button", class_="again", disabled=True),
            class_="buttons",
        ),
        method="post",
        autocomplete="off",
    )
    return [
        _task(frame, box),
        form,
        element("noscript", element("p", said(words.WITHOUT_SCRIPT))),
        element("p", class_="verdict", role="status"),
        element("div", class_="exchange", hidden=True),
        samples(frame, box),
    ]


def _prediction(frame: Frame, identity: str, predict: Prediction | None) -> Markup | None:
    if predict is None:
        return None
    choices = [
        element(
            "label",
            element("input", type="radio", name="prediction", value=value, data_reset="keep"),
            " ",
            text,
        )
        for value, text in [*((option, option) for option in predict.options), ("", frame.said(words.DO_NOT_KNOW))]
    ]
    return element(
        "fieldset",
        element("legend", element("strong", frame.said(words.PREDICT), ": "), line(predict.question)),
        element("div", *choices, class_="choices"),
        element("p", line(predict.why), class_="why", hidden=True),
        class_="predict",
        data_answer=predict.answer,
    )


def _labelled(label: str, control: Markup, identity: str) -> Markup:
    return element("div", element("label", label, for_=identity), control)


def _methods(identity: str, chosen: str) -> Markup:
    names = _METHODS if chosen in _METHODS else (*_METHODS, chosen)
    options = [element("option", name, selected=name == chosen) for name in names]
    return element("select", *options, id=f"{identity}-method", name="method")


def _area(label: str, identity: str, name: str, text: str) -> Markup:
    rows = max(1, min(8, text.count("\n") + 1 + len(text) // 90))
    control = element("textarea", text, id=f"{identity}-{name}", name=name, rows=rows, spellcheck="false")
    return _labelled(label, control, f"{identity}-{name}")


def samples(frame: Frame, box: Box) -> Markup:
    """Return the same request in other tools; what is in the lab, as the command that opens it."""
    if box.server:
        found = {"antiphon": f"antiphon lab {box.server}"}
    elif box.path.startswith(LAB):
        found = {"antiphon": f"antiphon lab {box.path[len(LAB) :].partition('?')[0]}"}
    else:
        typed = Typed(box.method, SANDBOX + box.path, tuple(box.fields.items()), box.content)
        found = samples_of(typed)
    shown = [
        element("div", element("h4", name), element("pre", element("code", code), tabindex="0", class_="code"))
        for name, code in found.items()
    ]
    return element("details", element("summary", frame.said(words.SAME)), *shown, class_="samples")
