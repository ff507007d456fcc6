"""From a pattern and a title to drafts: steps with the person's words in them, before their minutes are settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .clause import Clause
from .grammar import addressed, fill, quoted, slot_names, without_article
from .lexicon import kinds, step_emojis, stop_stems, words
from .library import Pattern, PatternStep, best_pattern, ladder, main_noun_end, matched_range
from .models import DelegationMode, LeafType
from .people import speaks_to
from .reading import read_clause
from .text import capitalised, clipped, lowered, stems_of, words_of

LONGEST_STEP = 300
LONGEST_JOB = 80
_DIGITAL_EMOJIS = frozenset({"💻", "📱"})
_SOCIAL_EMOJIS = frozenset({"📞", "💬"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A step in words. Stretchable ones can be cut into rounds; `minutes` is what the work takes."""

    text: str
    minutes: int
    leaf_type: LeafType
    emoji: str
    delegation_mode: DelegationMode = DelegationMode.DO
    is_stretchable: bool = False
    is_essential: bool = False
    rounds_done: int = 0


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """One clause of a title with the pattern that serves it.

    `match` holds the words of the title the pattern is about. With `is_noun` the leading verb was one of them and
    means a thing: "budget for March".
    """

    clause: Clause
    pattern: Pattern
    match: str = ""
    is_noun: bool = False

    @property
    def kind(self) -> str:
        return self.pattern.kind

    @property
    def is_understood(self) -> bool:
        return self.kind != "general"

    @property
    def confidence(self) -> float:
        """0.9 for a verb and a noun that are known, less for each guess; the general ladder is 0.45."""
        if not self.is_understood:
            return 0.45
        led = self.clause.verb in self.pattern.verbs
        score = 0.9 if led and self.pattern.about else 0.8 if led or self.pattern.about else 0.7
        return score if self.clause.is_verb_certain or not self.clause.verb else score - 0.1


def job_for(clause: Clause) -> Job:
    """The pattern that fits the clause: by its main noun, else by any word behind the verb, else by the verb; when no
    thing follows the verb, it may be the thing itself ("budget for March").
    """
    fallback = ladder(for_action=clause.is_action)
    if clause.has_unknown_verb:
        return Job(clause, fallback)
    if clause.is_question:
        return Job(clause, best_pattern(clause.verb, ()) or fallback)
    for text in dict.fromkeys(filter(None, (clause.thing, clause.aim))):
        pattern = best_pattern(clause.verb, stems_of(text), named=clause.named)
        if pattern and pattern.about:
            return Job(clause, _unless_aside(clause, pattern, text), _matched(pattern, text))
    if not clause.thing and (noun := _as_noun(clause)):
        return Job(clause, noun, _matched(noun, clause.text), is_noun=True)
    is_only_a_goal = not clause.object and bool(clause.reason)
    by_verb = None if is_only_a_goal else best_pattern(clause.verb, stems_of(clause.rest), named=clause.named)
    return Job(clause, by_verb or fallback)


def _unless_aside(clause: Clause, pattern: Pattern, text: str) -> Pattern:
    """`pattern`, or the one for the verb alone when the single word met is not the main noun: "shower curtain"."""
    stems = stems_of(text)
    found = matched_range(pattern, stems)
    is_main = len(found) > 1 or found.stop == main_noun_end(stems) or stems[found.start] in words("spots")
    if is_main or speaks_to(clause.verb) or clause.verb in words("empty_verbs"):
        return pattern
    by_verb = best_pattern(clause.verb, (), named=clause.named)
    return by_verb or pattern


def _as_noun(clause: Clause) -> Pattern | None:
    """The pattern about the leading verb itself, as in "workout"."""
    stems = stems_of(clause.text)
    if clause.verb.count(" ") > 1:
        return None
    pattern = best_pattern(clause.verb, stems, named=clause.named)
    if not (pattern and pattern.about):
        pattern = best_pattern("", stems, named=clause.named)
    found = matched_range(pattern, stems) if pattern else range(0)
    return pattern if found and found.start < len(clause.verb.split()) else None


def _matched(pattern: Pattern, text: str) -> str:
    found = matched_range(pattern, stems_of(text))
    return " ".join(words_of(text)[found.start : found.stop])


def chapters_of(job: Job, pattern: Pattern) -> list[Chapter]:
    """Every phase of `pattern` in the words of the job; one nameless chapter for a pattern without phases."""
    chapters = []
    for phase in pattern.phases:
        named = next((place for place, step in enumerate(phase.steps) if "object" in slot_names(step.words)), 0)
        drafts = (_draft(job, pattern, step, is_named=place > named) for place, step in enumerate(phase.steps))
        chapters.append(Chapter(phase.name, tuple(drafts)))
    return chapters


def _draft(job: Job, pattern: Pattern, step: PatternStep, *, is_named: bool) -> Draft:
    """One step in words. Once the thing is named in full ("the flights to Rome"), its noun is enough."""

    def value(name: str) -> str:
        found = _slot_value(job, pattern, name)
        return (_slot_value(job, pattern, "thing") or found) if is_named and name == "object" and found else found

    text = clipped(fill(step.words, value), LONGEST_STEP)
    return Draft(
        text=text,
        minutes=step.minutes,
        leaf_type=step.leaf_type,
        emoji=emoji_for(text, leaf_type=step.leaf_type, otherwise=pattern.emoji),
        delegation_mode=step.delegation_mode,
        is_stretchable=step.is_stretchable,
        is_essential=step.is_essential,
    )


def _slot_value(job: Job, pattern: Pattern, name: str) -> str:
    kind = kinds()[pattern.kind]
    if name == "title":
        return quoted(job.clause.text)
    if name == "bare":
        return without_article(_slot_value(job, pattern, "object"))
    if name == "match":
        return job.match
    if name == "job":
        return clipped(lowered(job.clause.text), LONGEST_JOB)
    if job.is_noun and name in {"object", "thing"}:
        return job.clause.noun_phrase if name == "object" else job.match
    found = job.clause.value(name)
    if name == "thing":
        return found or job.clause.object or kind.object
    return found or (kind.object if name == "object" else "")


def emoji_for(text: str, *, leaf_type: LeafType = LeafType.PHYSICAL, otherwise: str) -> str:
    """The picture of the verb; hands and screens are told apart by the leaf type ("Open" the fridge, the page)."""
    emoji = step_emojis().get(text.split(" ", 1)[0].rstrip(","), otherwise)
    if leaf_type == LeafType.PHYSICAL and emoji == "💻":
        return "🖐️"
    return "📱" if leaf_type == LeafType.DIGITAL and emoji == "🖐️" else emoji


def leaf_type_for(text: str) -> LeafType:
    """Where a step takes place, by its verb alone; hands unless the verb says otherwise."""
    emoji = step_emojis().get(text.split(" ", 1)[0], "")
    if emoji in _DIGITAL_EMOJIS:
        return LeafType.DIGITAL
    return LeafType.SOCIAL if emoji_for(text, otherwise="") in _SOCIAL_EMOJIS else LeafType.PHYSICAL


def opener_for(kind: str) -> Draft:
    """A tiny bodily first step, for days with little energy or when the next step is a large one."""
    text = kinds()[kind].opener
    return Draft(text, 1, LeafType.PHYSICAL, emoji_for(text, otherwise="🖐️"))


def own_list(job: Job, items: Sequence[str]) -> list[Chapter]:
    """The person's own list as steps, word for word; what is no sentence with a verb becomes "Do: …"."""
    first = fill(f"Read your list for {quoted(job.clause.text)} and point at its first line", lambda _: "")
    drafts = [Draft(first, 1, LeafType.PHYSICAL, "🔎"), *(_own_item(job, item) for item in items)]
    return [Chapter("", tuple(drafts))]


def _own_item(job: Job, item: str) -> Draft:
    leads = capitalised(item.split(" ", 1)[0]) in step_emojis() or read_clause(item).is_verb_certain
    text = clipped(capitalised(item) if leads else f"Do: {item}", LONGEST_STEP).rstrip(" .")
    return Draft(text, 5, LeafType.PHYSICAL, emoji_for(text, otherwise=job.pattern.emoji), is_stretchable=True)


def anchored(drafts: Sequence[Draft], clause: Clause) -> list[Draft]:
    """The drafts, the first one naming the title when none of them holds a word of it."""
    own = [word for word in stems_of(clause.text) if word not in stop_stems()]
    said = {stem for draft in drafts for stem in stems_of(draft.text)}
    if not drafts or said.intersection(own) or not words_of(clause.text):
        return list(drafts)
    first = replace(drafts[0], text=f"{drafts[0].text} \u2013 for {quoted(addressed(clause.text))}")
    return [first, *drafts[1:]]


def joined(first: Draft, second: Draft) -> Draft:
    """Two small steps as one."""
    return replace(
        first,
        text=f"{first.text}, then {lowered(second.text)}",
        minutes=first.minutes + second.minutes,
        is_essential=first.is_essential or second.is_essential,
    )
