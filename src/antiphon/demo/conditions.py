"""The conditions of a request, against what is there now (RFC 9110 §13)."""

from __future__ import annotations

from ..semantics.validators import EntityTag, Outcome, Preconditions, Representation, evaluate
from .exchange import Exchange, Pairs


async def holds(exchange: Exchange, tag: EntityTag | None, shown_with: Pairs = ()) -> bool:
    """Tell whether the conditions hold for what has `tag`, None for nothing; or answer 304 or 412 (RFC 9110 §13.2).

    `shown_with` are the fields of the 200 that a 304 repeats (RFC 9110 §15.4.5).
    """
    conditions = Preconditions(if_match=exchange.field("if-match"), if_none_match=exchange.field("if-none-match"))
    outcome = evaluate(exchange.method, conditions, Representation(etag=tag, exists=tag is not None))
    if outcome is Outcome.PROCEED:
        return True
    fields = [] if tag is None else [("etag", str(tag))]
    if outcome is Outcome.NOT_MODIFIED:
        await exchange.answer(304, fields=[*fields, *shown_with])
    else:
        sentence = ("It is not what you know it as.", "No es lo que usted conoce.")
        await exchange.answer_problem(412, sentence, fields)
    return False
