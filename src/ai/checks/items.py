"""Whether a model's items may take the place of the draft: all that was written is kept, and nothing is added to it."""

import unicodedata
from collections.abc import Iterable, Sequence

from src.ai.answers import AnsweredItem
from src.ai.checks.assembling import Assembled, assembled
from src.ai.checks.evidence import SAID, is_option, spans_of
from src.ai.checks.refused import Refused
from src.ai.checks.titles import Candidate, candidates
from src.ai.checks.words import FILLERS, Vocabulary, content
from src.ai.provider import Dump
from src.domain.capture.model import ParsedItem

MOST_MORE = 3
_TIED = ("due_date", "due_time", "start_date", "recurrence", "estimated_minutes", "delegate_to", "priority")


def checked_items(answered: Sequence[AnsweredItem], dump: Dump) -> tuple[ParsedItem, ...]:
    """The answer as parsed items, in the order of the text.

    The model may cut the text differently and choose types, wording, priorities, projects and labels. Dates, times,
    recurrences, durations and helpers must be ones that the grammar finds; what is sensitive stays so.

    Raises:
        Refused: when anything was invented or lost: the whole draft stands then.
    """
    text = unicodedata.normalize("NFC", dump.text)
    if not answered:
        raise Refused("dropped everything")
    if len(answered) > len(dump.draft) + MOST_MORE:
        raise Refused("too many items")
    made = [assembled(candidate, dump) for candidate in candidates(answered, text, dump)]
    _check_words_kept(made, dump.draft)
    for place, draft in enumerate(dump.draft):
        _check_values_kept(draft, [each for each in made if place in each.candidate.sources])
    return _with_doubts(made, dump.draft)


def _check_words_kept(made: Sequence[Assembled], drafts: Iterable[ParsedItem]) -> None:
    """Every word of the draft's titles is in a title, or was read as the date (or other fact) that an item now has."""
    titles = Vocabulary(each.candidate.title for each in made)
    facts = Vocabulary(span.text for each in made for span in each.newly_read)
    for draft in drafts:
        for word in content(draft.title):
            if not (word in FILLERS or titles.corrects(word) or facts.corrects(word)):
                raise Refused("dropped words")


def _check_values_kept(draft: ParsedItem, heirs: Sequence[Assembled]) -> None:
    """What the grammar read for `draft` is still said by an item that comes from it."""
    if not heirs:
        raise Refused("dropped an item")
    for field in _TIED:
        if not _is_kept(draft, field, heirs):
            raise Refused(f"dropped {SAID[field]}")
    if spans_of(draft, "project_hint") and not _is_kept(draft, "project_hint", heirs):
        raise Refused(f"dropped {SAID['project_hint']}")
    if not set(draft.tags).issubset(tag for heir in heirs for tag in heir.item.tags):
        raise Refused("dropped a label")


def _is_kept(draft: ParsedItem, field: str, heirs: Sequence[Assembled]) -> bool:
    value = getattr(draft, field)
    values = [getattr(heir.item, field) for heir in heirs]
    if value is None or value in values or any(is_option(draft, field, other) for other in values if other is not None):
        return True
    spans = spans_of(draft, field)
    titles = Vocabulary(heir.candidate.title for heir in heirs)
    return bool(spans) and all(titles.corrects(word) for span in spans for word in content(span.text))


def _with_doubts(made: Sequence[Assembled], drafts: Sequence[ParsedItem]) -> tuple[ParsedItem, ...]:
    """The items; what was to be asked about a draft is asked about the first item that comes from it."""
    first: dict[int, Candidate] = {}
    for each in made:
        for place in each.candidate.sources:
            first.setdefault(place, each.candidate)
    return tuple(
        each.finished([drafts[place] for place in each.candidate.sources if first[place] is each.candidate])
        for each in made
    )
