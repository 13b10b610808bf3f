"""Finding out what a new item has to look like, by asking the collection and heeding what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

from .answer import Answer
from .complaints import names_in
from .shape import Members
from .variation import changes, fresh, is_moment

if TYPE_CHECKING:
    from .described import Description
    from .learning import Learnt

_MOST_TRIES = 12
_MADE_BY_SERVERS = ("created", "updated", "modified", "version", "self", "links", "_links", "@id", "href")


class Recipe:
    """The members of a new item: `members` as they are each time, but for those that are `varied` or `drawn`.

    It starts from what the user gave, else from an item that is there, else from the service's description, and gets
    better with every refusal. Varied members get a new value for each item. Drawn ones refer to something: they get
    values that other items have, in a combination that none of them has.
    """

    def __init__(self, learnt: Learnt, given: Members | None, description: Description) -> None:
        self._items = learnt.items
        self._sample = learnt.sample or {}
        self._key = learnt.key
        self._touched: set[str] = set()
        self._stages = self._simplifications()
        self._combinations: Iterator[tuple[Any, ...]] = iter(())
        self.varied: set[str] = set()
        self.drawn: tuple[str, ...] = ()
        self.members = self._first(given, description)

    def _first(self, given: Members | None, description: Description) -> Members:
        if given is not None:
            return dict(given)
        if not self._sample:
            return description.example() or {}
        members = description.writable(self._sample)
        return {name: value for name, value in members.items() if name != self._key and not _is_made(name)}

    def new(self) -> Members:
        """Return the members of one more item."""
        made = {name: fresh(value) if name in self.varied else value for name, value in self.members.items()}
        drawn = next(self._combinations, None) if self.drawn else None
        return made if drawn is None else {**made, **dict(zip(self.drawn, drawn, strict=True))}

    def heed(self, refusal: Answer) -> bool:
        """Change the recipe by what `refusal` says, and tell whether there was anything left to change."""
        names = names_in(refusal.value)
        if refusal.status == 409:
            return self._vary(tuple(name for name in names if name in self.members))
        return self._mend(names) or next(self._stages, False)

    # -- what is taken -------------------------------------------------------------------------------------------------

    def _vary(self, names: tuple[str, ...]) -> bool:
        """Vary what is said to be taken; where nobody says what, all text, then all numbers."""
        if not names:
            names = tuple(name for name, value in self.members.items() if isinstance(value, str)) or tuple(self.members)
        wanted = [name for name in names if name not in self.varied and not is_moment(self.members[name])]
        texts = [name for name in wanted if isinstance(self.members[name], str)]
        numbers = [name for name in wanted if type(self.members[name]) is int and name not in self.drawn]
        if numbers and not self.drawn and self._draw(numbers):
            return True
        self.varied.update(texts or wanted)
        return bool(wanted)

    def _draw(self, names: list[str]) -> bool:
        """Draw `names` from what other items have, and tell whether that leaves any choice."""
        pools = [list(dict.fromkeys(item[name] for item in self._items if name in item)) for name in names]
        taken = {tuple(item.get(name) for name in names) for item in self._items}
        # The last items first: their neighbours are less likely to be the ones that everybody looks at.
        free = [each for each in product(*map(reversed, pools)) if each not in taken][:_MOST_COMBINATIONS]
        self.drawn = tuple(names) if free else ()
        self._combinations = iter(free)
        return bool(free)

    # -- what is wrong -------------------------------------------------------------------------------------------------

    def _mend(self, names: tuple[str, ...]) -> bool:
        """Leave out what is complained about, or put it in where it was missing; each once."""
        wrong = [name for name in names if name not in self._touched]
        mended = False
        for name in wrong:
            self._touched.add(name)
            if name in self.members:
                del self.members[name]
                mended = True
            elif name in self._sample:
                self.members[name] = self._sample[name]
                mended = True
                if name == self._key:
                    self.varied.add(name)
        return mended

    def _simplifications(self) -> Iterator[bool]:
        """Change, one after the other, what collections most often refuse, as long as they do not say what."""
        for is_suspect in _SUSPECTS:
            kept = {name: value for name, value in self.members.items() if not is_suspect(name, value)}
            if kept != self.members:
                self.members = kept
                yield True
        whole = {name: value for name, value in self._sample.items() if name != self._key}
        if whole != self.members and self._sample:
            self.members = whole
            yield True
        if not self.varied:
            yield self._vary(())


_MOST_COMBINATIONS = 10_000


def _is_made(name: str) -> bool:
    """Tell whether a member by this name is what servers put in themselves."""
    return name.lower().startswith(_MADE_BY_SERVERS) or name.endswith(("_at", "At"))


_SUSPECTS: tuple[Callable[[str, Any], bool], ...] = (
    lambda name, value: value is None,
    lambda name, value: isinstance(value, dict | list),
)


def made(recipe: Recipe, post: Callable[[Members], Answer], first: Members | None = None) -> Answer:
    """Return the answer to the first item that the collection takes, or to the last one that it refused."""
    answer = post(recipe.new() if first is None else first)
    for _ in range(_MOST_TRIES):
        if answer.status not in (400, 409, 422) or not recipe.heed(answer):
            break
        answer = post(recipe.new())
    return answer


def changeable(recipe: Recipe, post: Callable[[Members], Answer], tries: int = 4) -> str | None:
    """Return the member that can be changed, found out by making items that differ in it; None where none can."""
    candidates = [pair for pair in changes(recipe.members) if pair[0] not in recipe.drawn]
    for name, value in candidates[:tries]:
        if name in recipe.varied or post({**recipe.new(), name: value}).is_success:
            return name
    return None
