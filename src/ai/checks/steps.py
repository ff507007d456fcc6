"""Whether a model's steps may take the place of the offline split."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.fuzz import ratio

from src.ai.answers import AnsweredSplit, AnsweredStep
from src.ai.checks.refused import Refused
from src.ai.checks.saying import check_wording
from src.ai.checks.words import content
from src.ai.provider import SplitRequest
from src.domain.splitting import DelegationMode, LeafType, Split, Step
from src.domain.splitting.lexicon import kinds, step_emojis, title_verbs
from src.domain.splitting.pacing import FIRST_STEP_MINUTES
from src.domain.splitting.telling import short_label
from src.domain.splitting.text import capitalised, same_words

LONGEST_STEP = 500
GUESSED = 0.8
ALIKE = 90
LATER_REASON = "One action that makes the next one easier"
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def checked_split(answered: AnsweredSplit, request: SplitRequest) -> Split:
    """The answer as a split; its kind, phases and reasoning are those of the draft.

    Raises:
        Refused: when a step is too long, is no action, repeats one, is not about the task or brings in what is
            not in it (addresses, commands, numbers, private matters): the draft stands then.
    """
    texts = [" ".join(step.description.split()).rstrip(" .") for step in answered.steps]
    _check_sizes(answered.steps, texts, request)
    given = (request.title, request.description, *request.done, *(step.description for step in request.draft.steps))
    for text in texts:
        check_wording(text, given)
    _check_new(texts, request.done)
    own = set(content(request.title))
    if own and own.isdisjoint(word for text in texts for word in content(text)):
        raise Refused("not about the task")
    draft = request.draft
    steps = tuple(
        _step(step, capitalised(text), draft, LATER_REASON if place else draft.steps[0].reasoning)
        for place, (step, text) in enumerate(zip(answered.steps, texts, strict=True))
    )
    return Split(kind=draft.kind, method=draft.method, steps=steps, reasoning=draft.reasoning, phases=draft.phases)


def _check_sizes(steps: Sequence[AnsweredStep], texts: Sequence[str], request: SplitRequest) -> None:
    if not 1 <= len(steps) <= request.max_steps:
        raise Refused("not that many steps")
    if any(not 1 <= step.minutes <= request.max_minutes_per_step for step in steps):
        raise Refused("a step takes too long")
    if steps[0].minutes > FIRST_STEP_MINUTES:
        raise Refused("the first step is too large")
    if any(not 1 <= len(text) <= LONGEST_STEP for text in texts):
        raise Refused("a step is not usable")


def _check_new(texts: Sequence[str], done: Sequence[str]) -> None:
    seen = [same_words(text) for text in done]
    for text in texts:
        words = same_words(text)
        if any(ratio(words, other) >= ALIKE for other in seen):
            raise Refused("repeated a step")
        seen.append(words)


def _step(answered: AnsweredStep, text: str, draft: Split, reasoning: str) -> Step:
    """The step as the person sees it; one that the draft had too keeps what the draft knows about it."""
    if drafted := next((step for step in draft.steps if step.description == text), None):
        return replace(drafted, estimated_minutes=answered.minutes, reasoning=reasoning)
    return Step(
        description=text,
        short_label=short_label(text),
        estimated_minutes=answered.minutes,
        emoji=_emoji(text, draft.kind),
        delegation_mode=DelegationMode.DO,
        leaf_type=LeafType(answered.where),
        reasoning=reasoning,
        confidence=GUESSED,
    )


def _emoji(text: str, kind: str) -> str:
    """The picture of the verb that the step starts with.

    Raises:
        Refused: when it starts with no verb in the imperative.
    """
    first = _FIRST_WORD.match(text)
    verb = first[0] if first else ""
    if picture := step_emojis().get(verb.capitalize()):
        return picture
    if verb.casefold() not in title_verbs():
        raise Refused("a step is no action")
    return kinds()[kind].emoji
