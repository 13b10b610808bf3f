"""Strict-Transport-Security that is missing or does not do what it seems to (RFC 6797)."""

from __future__ import annotations

from ...faults import Text
from ..reply import HTML, reply
from ..scenario import PathScenario

_PAGE = "<!doctype html><title>Lab</title><p>Hello</p>\n"
_YEAR = 31_536_000


def _row(name: str, title: Text, broken: Text, section: str, *lines: str, secure: bool = True) -> PathScenario:
    fields = [f"Strict-Transport-Security: {line}" for line in lines]
    play = reply(200, *fields, "X-Content-Type-Options: nosniff", content=_PAGE, kind=HTML)
    return PathScenario(f"hsts/{name}", title, broken, f"RFC 6797 §{section}", play, secure=secure)


# None of them may last: what a client remembers of localhost would outlive the lab. Max-Age 0 forgets.
TRANSPORT_SECURITY: tuple[PathScenario, ...] = (
    _row(
        "absent",
        Text("No HSTS", "Sin HSTS"),
        Text(
            "Nothing tells browsers to come by https only, so the first request may go over http.",
            "Nada dice a los navegadores que vengan solo por https: la primera petición puede ir por http.",
        ),
        "7.1",
    ),
    _row(
        "short",
        Text("HSTS for a minute", "HSTS por un minuto"),
        Text("max-age is a minute: it protects nobody.", "max-age es un minuto: no protege a nadie."),
        "11.2",
        "max-age=60",
    ),
    _row(
        "over-http",
        Text("HSTS over http", "HSTS por http"),
        Text(
            "The field comes over http, where clients must ignore it.",
            "El campo llega por http, donde los clientes deben ignorarlo.",
        ),
        "7.2",
        f"max-age={_YEAR}; includeSubDomains",
        secure=False,
    ),
    _row(
        "no-max-age",
        Text("HSTS without an age", "HSTS sin duración"),
        Text("max-age is missing, so that the field means nothing.", "Falta max-age: el campo no significa nada."),
        "6.1.1",
        "includeSubDomains",
    ),
    _row(
        "zero",
        Text("HSTS that ends it", "HSTS que lo termina"),
        Text(
            "max-age is 0: clients forget that the host wants https.",
            "max-age es 0: los clientes olvidan que quiere https.",
        ),
        "6.1.1",
        "max-age=0",
    ),
    _row(
        "two",
        Text("HSTS twice", "HSTS dos veces"),
        Text("There are two fields; clients heed the first.", "Hay dos campos; los clientes atienden el primero."),
        "8.1",
        "max-age=60",
        "max-age=0",
    ),
    _row(
        "preload",
        Text("Preload, but not ready", "Preload, sin estar listo"),
        Text(
            "preload is there, but neither includeSubDomains nor an age of a year.",
            "Está preload, pero no includeSubDomains ni una duración de un año.",
        ),
        "14.4",
        "max-age=60; preload",
    ),
)
