"""The way to a collection: who asks, what is learnt of it first, and what new items look like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ...semantics.url import URL, url_of
from .answer import Answer
from .described import described
from .learning import Learnt, learn
from .making import Recipe
from .sending import Sender
from .visit import Visit

if TYPE_CHECKING:
    from ...client.session import Session


@contextmanager
def visiting(
    url: str | URL,
    session: Session | None,
    item: Mapping[str, Any] | None,
    *,
    read_only: bool,
    wait: Callable[[float], object],
) -> Iterator[tuple[Visit, Learnt]]:
    """Yield a visit to the collection at `url`, and what was learnt of it; without `session`, through one of its own.

    `item` are the members of a new item, where the collection's own are no example; `wait` waits for servers that limit
    the rate. Raises `UsageError` where there is no collection, `RequestError` where nobody answers.
    """
    if session is None:
        from ...client.session import Session

        with Session() as own, visiting(url, own, item, read_only=read_only, wait=wait) as visit:
            yield visit
        return
    sender = Sender(session, wait)
    place = url if isinstance(url, URL) else url_of(session.base_url).join(url) if session.base_url else url_of(url)
    learnt = learn(sender, place)
    description = described(sender, Answer(sender.kept[0]))
    recipe = Recipe(learnt, None if item is None else dict(item), description)
    yield Visit(sender, learnt, recipe, read_only=read_only), learnt
