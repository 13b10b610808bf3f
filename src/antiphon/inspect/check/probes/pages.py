"""Pages: links lead to the end and back, and show every item once (RFC 8288)."""

from __future__ import annotations

from typing import Any

from ....faults import Text
from ....semantics.links import parse_links
from ....semantics.url import URL
from ..answer import Answer
from ..judging import shown
from ..learning import joined
from ..outcome import PASSED, DoesNotApply, Outcome, failed
from ..probe import Concern, Probe
from ..visit import Visit

PAGE_BROKEN = Text(
    "The page {target} that a link leads to was answered {status}.",
    "La página {target} a la que lleva un enlace se respondió con {status}.",
)
LOOP = Text("The link to the next page leads back to {target}.", "El enlace a la página siguiente vuelve a {target}.")
TWICE = Text("The item {key} is on two pages.", "El elemento {key} está en dos páginas.")
NOT_BACK = Text(
    "From page {number} the links back lead to a page with other items than on the way there.",
    "Desde la página {number} los enlaces atrás llevan a una página con otros elementos que a la ida.",
)
ONE_PAGE = Text("all items are on one page.", "todos los elementos están en una página.")
NO_WAY_BACK = Text("pages have no links back.", "las páginas no tienen enlaces atrás.")

_MOST_PAGES = 10
# Ways in which collections let one ask for small pages; where none is known, their own size has to do.
_SMALL = ("limit=2", "per_page=2", "page_size=2", "_page=1&_limit=2", "page%5Bsize%5D=2", "perPage=2")


def _link(answer: Answer, *names: str) -> URL | None:
    """Return where a page's link leads: in the Link field, else in the content, as JSON:API, HAL and others have it."""
    for link in parse_links(", ".join(answer.fields.get_all("link"))):
        if not set(link.rel.lower().split()).isdisjoint(names):
            return joined(answer.response.request.url, link.target)
    content = answer.value
    places = [content, *(content.get(name) for name in ("links", "_links"))] if isinstance(content, dict) else []
    for place in places:
        for name in names:
            target = _target(place, name)
            if target is not None:
                return joined(answer.response.request.url, target)
    return None


def _target(place: Any, name: str) -> str | None:
    found = place.get(name) if isinstance(place, dict) else None
    found = found.get("href") if isinstance(found, dict) else found
    # A name of a page that is a word of its own, not a way, is no link.
    return found if isinstance(found, str) and found.startswith(("/", "http", "?")) else None


def _first_page(visit: Visit) -> Answer:
    """Return the first of several pages. Raises `DoesNotApply` where there is one."""
    for query in (*_SMALL, ""):
        page = visit.get(visit.collection.with_params(query))
        if page.status == 200 and _link(page, "next") is not None:
            return page
    raise DoesNotApply(ONE_PAGE)


def _walk(visit: Visit) -> tuple[Answer, ...]:
    pages = [_first_page(visit)]
    seen = {str(pages[0].response.request.url)}
    while len(pages) < _MOST_PAGES:
        target = _link(pages[-1], "next")
        if target is None:
            break
        pages.append(visit.get(target))
        if str(target) in seen or pages[-1].status != 200:
            break
        seen.add(str(target))
    return tuple(pages)


def _walked(*pages: Answer) -> Outcome:
    seen: set[str] = set()
    keys: set[str] = set()
    for page in pages:
        if page.status != 200:
            return failed(PAGE_BROKEN, target=page.target, status=page.status)
        if page.target in seen:
            return failed(LOOP, target=page.target)
        seen.add(page.target)
        for key in _keys(page):
            if key in keys:
                return failed(TWICE, key=key)
            keys.add(key)
    return PASSED


def _keys(page: Answer) -> list[str]:
    """Return what tells the items of a page apart: their id, where there is none everything."""
    items = page.shape.items_in(page.value)
    return [shown(item.get("id", item.get("_id", sorted(item.items(), key=str)))) for item in items]


def _walk_back(visit: Visit) -> tuple[Answer, ...]:
    there = list(_walk(visit))
    back = [there[-1]]
    while len(back) < len(there):
        target = _link(back[-1], "prev", "previous")
        if target is None:
            break
        back.append(visit.get(target))
    if len(back) == 1:
        raise DoesNotApply(NO_WAY_BACK)
    return (*there, *back[1:])


def _came_back(*pages: Answer) -> Outcome:
    half = (len(pages) + 1) // 2
    there, back = pages[:half], pages[half:]
    for number, (one, other) in enumerate(zip(reversed(there[:-1]), back, strict=False), start=1):
        if other.status != 200:
            return failed(PAGE_BROKEN, target=other.target, status=other.status)
        if _keys(one) != _keys(other):
            return failed(NOT_BACK, number=half - number + 1)
    return PASSED if len(back) == half - 1 else failed(NOT_BACK, number=half - len(back))


_LINKS = Text(
    "Page by a key after which to go on, and put the whole URL into the link.",
    "Pagine con una clave tras la que seguir, y ponga la URL completa en el enlace.",
)

PAGES = Concern(
    "pages",
    Text("Pages", "Páginas"),
    (
        Probe(
            "pages-forward",
            Text(
                "Links lead to the end, and show every item once",
                "Los enlaces llevan al final y muestran cada elemento una vez",
            ),
            "RFC 8288 §3, §3.3",
            _LINKS,
            _walk,
            _walked,
        ),
        Probe(
            "pages-back",
            Text("Links lead back over the same pages", "Los enlaces vuelven por las mismas páginas"),
            "RFC 8288 §3, §3.3",
            _LINKS,
            _walk_back,
            _came_back,
            after=("pages-forward",),
        ),
    ),
)
