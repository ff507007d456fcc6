"""Makes a parsed item of a candidate: the model's wording, the grammar's facts, and the evidence for both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from src.ai.checks.evidence import Evidence, Found, spans_of
from src.ai.checks.refused import Refused
from src.ai.checks.titles import Candidate
from src.ai.checks.words import Vocabulary, keys
from src.ai.privacy import has_sensitive_words
from src.ai.provider import Dump
from src.domain.capture.model import Doubt, DueRole, ItemType, ParsedItem, Priority, RecurrenceFrom, Span, equal_name

GUESSED = 0.8
_BETWEEN = ("separator", "lead_in")


@dataclass(frozen=True, slots=True)
class Assembled:
    """An item without its doubts. `newly_read` are words behind facts that the draft did not have."""

    item: ParsedItem
    candidate: Candidate
    newly_read: tuple[Span, ...]

    def finished(self, begun: Sequence[ParsedItem]) -> ParsedItem:
        """The item with what is still open about the drafts in `begun`, and the words around them."""
        doubts = tuple(_assumed_first(doubt, self.item) for draft in begun for doubt in draft.doubts)
        around = [span for draft in begun for span in draft.spans if span.field in _BETWEEN]
        return replace(
            self.item,
            doubts=doubts,
            needs_confirmation=bool(doubts),
            spans=_in_order([*self.item.spans, *around]),
        )


def assembled(candidate: Candidate, dump: Dump) -> Assembled:
    """The item that a candidate stands for.

    Raises:
        Refused: when it has a fact, a helper, a project or a label that nothing in the text speaks for.
    """
    answered = candidate.answered
    sources = [dump.draft[place] for place in candidate.sources]
    evidence = Evidence(sources, candidate.passages, dump)
    facts = {
        field: found
        for field in ("due_date", "due_time", "start_date", "recurrence", "estimated_minutes")
        if (found := evidence.find(field, getattr(answered, field)))
    }
    if answered.type == "note" and facts.keys() - {"estimated_minutes"}:
        raise Refused("a note with a date")
    if answered.delegate_to and (helper := evidence.find("delegate_to", answered.delegate_to)):
        facts["delegate_to"] = helper
    item = _item(candidate, sources, facts)
    item = replace(item, project_hint=_project(answered.project, evidence, dump), tags=_tags(candidate, evidence, dump))
    spans = [span for found in facts.values() for span in found.spans] + _kept_spans(item, sources)
    newly_read = tuple(span for found in facts.values() if found.is_new for span in found.spans)
    return Assembled(replace(item, spans=_in_order(spans)), candidate, newly_read)


def _item(candidate: Candidate, sources: Sequence[ParsedItem], facts: dict[str, Found]) -> ParsedItem:
    answered, nearest = candidate.answered, sources[0]
    dated = facts.get("due_date") or facts.get("due_time")
    repeated = facts.get("recurrence")
    values = {field: found.value for field, found in facts.items()}
    due_date, due_time, start_date = (values.get(field) for field in ("due_date", "due_time", "start_date"))
    recurrence, minutes, helper = (values.get(field) for field in ("recurrence", "estimated_minutes", "delegate_to"))
    item_type = ItemType(answered.type)
    priority = Priority(answered.priority) if answered.priority else None
    guessed = {
        name: GUESSED
        for name, value in (("type", item_type), ("title", candidate.title), ("priority", priority))
        if value is not None and value != getattr(nearest, name)
    }
    return ParsedItem(
        type=item_type,
        title=candidate.title,
        due_date=due_date if isinstance(due_date, date) else None,
        due_time=due_time if isinstance(due_time, time) else None,
        start_date=start_date if isinstance(start_date, date) else None,
        recurrence=recurrence if isinstance(recurrence, str) else None,
        recurrence_from=repeated.origin.recurrence_from if repeated else RecurrenceFrom.SCHEDULE,
        due_role=dated.origin.due_role if dated else DueRole.DUE,
        priority=priority,
        estimated_minutes=minutes if isinstance(minutes, int) else None,
        delegate_to=helper if isinstance(helper, str) else None,
        is_sensitive=any(source.is_sensitive for source in sources) or has_sensitive_words(candidate.title),
        wants_split=answered.wants_split or any(source.wants_split for source in sources),
        confidence=min(source.confidence for source in sources),
        field_confidence={**nearest.field_confidence, **guessed},
    )


def _project(wanted: str | None, evidence: Evidence, dump: Dump) -> str | None:
    """A project of the person's, in their spelling, or a name that the text gives."""
    if not wanted:
        return None
    hinted = [item.project_hint for item in (*evidence.sources, *evidence.cited) if item.project_hint]
    name = equal_name(wanted, (*dump.known.projects, *hinted))
    if name is None and not _is_written(wanted, evidence):
        raise Refused("invented a project")
    return name or wanted


def _tags(candidate: Candidate, evidence: Evidence, dump: Dump) -> tuple[str, ...]:
    """Labels that the draft read, the person has, or the text gives."""
    if not candidate.answered.tags:
        return ()
    drafted = [tag for item in (*evidence.sources, *evidence.cited) for tag in item.tags]
    tags = []
    for wanted in candidate.answered.tags:
        name = equal_name(wanted, (*drafted, *dump.known.labels))
        if name is None and not _is_written(wanted, evidence):
            raise Refused("invented a label")
        tags.append(name or wanted)
    return tuple(dict.fromkeys(tags))


def _is_written(name: str, evidence: Evidence) -> bool:
    """Whether a short name of plain words stands in the passages that the item was read from."""
    passages = Vocabulary(passage.text for passage in evidence.passages)
    is_name = len(name) <= 100 and name.replace(" ", "").replace("-", "").isalnum()
    return is_name and all(passages.has(word) for word in keys(name))


def _kept_spans(item: ParsedItem, sources: Sequence[ParsedItem]) -> list[Span]:
    """The draft's evidence for what the item still says."""
    kept = [
        span
        for source in sources
        for field in ("priority", "project_hint", "wants_split")
        if getattr(source, field) == getattr(item, field)
        for span in spans_of(source, field)
    ]
    return kept + [s for source in sources if set(source.tags) <= set(item.tags) for s in spans_of(source, "tags")]


def _assumed_first(doubt: Doubt, item: ParsedItem) -> Doubt:
    """The doubt with the answer that the item now assumes in front."""
    value = getattr(item, doubt.field, None)
    assumed = value.strftime("%H:%M") if isinstance(value, time) else str(value)
    if assumed not in doubt.options:
        return doubt
    return replace(doubt, options=(assumed, *(option for option in doubt.options if option != assumed)))


def _in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(set(spans), key=lambda span: (span.start, span.end, span.field)))
