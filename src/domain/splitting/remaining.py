"""What is left of a task: the drafts that were not done yet, in whole, in halves or in rounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .drafting import Draft
from .lexicon import step_emojis
from .text import capitalised, same_words

_AND_VERB = re.compile(r"(?:,? and|, then) (?=(?P<verb>\w+) )")
_DEPENDENT = re.compile(r"\b(?:it|them|there|one|both)\b")
_ROUND = re.compile(r" for (?P<minutes>\d{1,3}) (?P<more>more )?minutes?(?:, round (?P<number>\d{1,4}))?$")


@dataclass(frozen=True, slots=True)
class _Lived:
    """The rounds of one step that were done: the highest number, and their minutes together."""

    number: int = 0
    minutes: int = 0


def not_done(drafts: Iterable[Draft], done: Sequence[str]) -> list[Draft]:
    """The drafts that are in no wording of `done`, each once; of those begun, the half or the rounds that are left."""
    seen = {key for text in done for key in _done_keys(text)}
    rounds = _rounds_of(done)
    left = []
    for draft in drafts:
        rest = _rest_of(draft, seen, rounds.get(same_words(draft.text), _Lived()))
        if rest and same_words(rest.text) not in seen:
            seen.add(same_words(rest.text))
            left.append(rest)
    return left


def halves(draft: Draft) -> tuple[Draft, Draft] | None:
    """ "Open the site and log in" as two drafts, when the second half can stand alone."""
    for found in _AND_VERB.finditer(draft.text):
        second = capitalised(draft.text[found.end() :])
        head_words = draft.text[: found.start()].count(" ") + 1
        verb = found["verb"].capitalize()
        if verb in step_emojis() and not _DEPENDENT.search(second) and head_words > 2:
            share = max(1, draft.minutes // 2)
            head = replace(draft, text=draft.text[: found.start()], minutes=share)
            return head, replace(draft, text=second, minutes=max(1, draft.minutes - share), emoji=step_emojis()[verb])
    return None


def _rest_of(draft: Draft, seen: set[str], lived: _Lived) -> Draft | None:
    if draft.is_stretchable:
        left = draft.minutes - lived.minutes
        return replace(draft, minutes=left, rounds_done=lived.number) if left > 0 else None
    both = [half for half in halves(draft) or () if same_words(half.text) not in seen]
    return both[0] if len(both) == 1 else draft if both or not halves(draft) else None


def _rounds_of(done: Sequence[str]) -> dict[str, _Lived]:
    rounds: dict[str, _Lived] = {}
    for text in done:
        if found := _ROUND.search(text):
            key = same_words(_without_anchor(text[: found.start()]))
            number = int(found["number"] or (2 if found["more"] else 1))
            before = rounds.get(key, _Lived())
            rounds[key] = _Lived(max(before.number, number), before.minutes + int(found["minutes"]))
    return rounds


def _done_keys(text: str) -> set[str]:
    """The step, without the title it was anchored to, and the two steps it may have been joined from."""
    plain = _without_anchor(text)
    first, joined, second = plain.partition(", then ")
    return {same_words(text), same_words(plain), *({same_words(first), same_words(second)} if joined else ())}


def _without_anchor(text: str) -> str:
    return text.split(" \u2013 for “", 1)[0]
