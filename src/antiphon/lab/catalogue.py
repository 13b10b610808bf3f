"""All scenarios, gathered: this is the table that everything else of the lab reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from ..faults import Text, UsageError
from ..faults.command_line import SCENARIO_UNKNOWN
from ..faults.fault import Phrase
from .handshakes import PORT_SCENARIOS
from .paths.access import ACCESS
from .paths.bare import BARE
from .paths.caching import CACHING
from .paths.contents import CONTENTS
from .paths.cookies import COOKIES
from .paths.cross_origin import CROSS_ORIGIN
from .paths.intermediaries import INTERMEDIARIES
from .paths.messages import MESSAGES
from .paths.metadata import METADATA
from .paths.methods import METHODS
from .paths.negotiation import NEGOTIATION
from .paths.problems import PROBLEMS
from .paths.redirects import REDIRECTS
from .paths.statuses import STATUSES
from .paths.times import TIMES
from .paths.transport_security import TRANSPORT_SECURITY
from .places import Exhibit
from .scenario import PathScenario, PortScenario, Scenario

_PERHAPS = Text("Perhaps one of these is meant: {names}. ", "Quizá se quiso decir uno de estos: {names}. ")
_MOST_NEAREST = 5

FAMILIES: Mapping[str, Text] = {
    "": Text("TLS and certificates", "TLS y certificados"),
    "status": Text("Status codes", "Códigos de estado"),
    "bare": Text("Status codes without their fields", "Códigos de estado sin sus campos"),
    "message": Text("Broken messages", "Mensajes rotos"),
    "time": Text("Slow and endless answers", "Respuestas lentas y sin fin"),
    "redirect": Text("Redirects", "Redirecciones"),
    "content": Text("Content", "Contenido"),
    "metadata": Text("Validators, dates and Vary", "Validadores, fechas y Vary"),
    "cache": Text("Caching", "Caché"),
    "negotiation": Text("Negotiation and ranges", "Negociación y rangos"),
    "method": Text("Methods", "Métodos"),
    "problem": Text("Errors told badly", "Errores mal contados"),
    "access": Text("Credentials", "Credenciales"),
    "cookie": Text("Cookies", "Cookies"),
    "cors": Text("Other origins (CORS)", "Otros orígenes (CORS)"),
    "hsts": Text("Strict transport security", "Seguridad estricta del transporte"),
    "gateway": Text("Gateways and retries", "Pasarelas y reintentos"),
}
"""What a family of scenarios is called, by the first part of their names; those of TLS have no such part."""

_ALL: tuple[tuple[Scenario, ...], ...] = (
    PORT_SCENARIOS,
    STATUSES,
    BARE,
    MESSAGES,
    TIMES,
    REDIRECTS,
    CONTENTS,
    METADATA,
    CACHING,
    NEGOTIATION,
    METHODS,
    PROBLEMS,
    ACCESS,
    COOKIES,
    CROSS_ORIGIN,
    TRANSPORT_SECURITY,
    INTERMEDIARIES,
)
SCENARIOS: Mapping[str, Scenario] = {each.name: each for rows in _ALL for each in rows}


def family_of(scenario: Scenario) -> Text:
    """Return the name of the family that `scenario` belongs to."""
    return FAMILIES[scenario.name.rpartition("/")[0].partition("/")[0]]


def chosen(names: Iterable[str]) -> dict[str, Scenario]:
    """Return the scenarios with these names, all of them for no name. Raises `UsageError` for an unknown one."""
    wanted = [scenario_of(name) for name in names]
    return {each.name: each for each in wanted or SCENARIOS.values()}


def scenario_of(name: str) -> Scenario:
    """Return the scenario that `name` means: its own name, or one whose last part is free. Raises `UsageError`."""
    family = name.rpartition("/")[0]
    found = SCENARIOS.get(name) or SCENARIOS.get(f"{family}/{{}}")
    if found is None:
        raise UsageError(SCENARIO_UNKNOWN, name=name, nearest=_nearest(name))
    return found


def _nearest(name: str) -> Phrase | str:
    """Return a sentence with the scenarios whose names have `name` in them, or look like it; nothing for none."""
    names = [each for each in SCENARIOS if name and name.lower() in each] or get_close_matches(
        name, SCENARIOS, _MOST_NEAREST
    )
    return _PERHAPS.of(names=", ".join(names[:_MOST_NEAREST])) if names else ""


def listed(names: Iterable[str]) -> list[Exhibit]:
    """Return the scenarios with these names, all of them for no name, as they are while the lab is closed.

    Those of HTTP then have their path for an address. Raises `UsageError` for an unknown name.
    """
    return [exhibit_of(each, each.path if isinstance(each, PathScenario) else "") for each in chosen(names).values()]


def exhibit_of(scenario: Scenario, url: str) -> Exhibit:
    """Return `scenario` as it is seen at `url`."""
    return Exhibit(
        scenario.name,
        family_of(scenario),
        url,
        scenario.title,
        scenario.broken,
        scenario.rfc,
        scenario.command.format(url=url or "URL"),
    )


def paths(scenarios: Iterable[Scenario]) -> dict[str, PathScenario]:
    """Return those of HTTP, by name."""
    return {each.name: each for each in scenarios if isinstance(each, PathScenario)}


def ports(scenarios: Iterable[Scenario]) -> list[PortScenario]:
    """Return those of TLS, in the order of the table."""
    return [each for each in scenarios if isinstance(each, PortScenario)]
