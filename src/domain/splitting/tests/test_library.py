"""Reads every pattern, so that a contributor hears of a slip at once."""

from __future__ import annotations

import pytest

from src.domain.splitting.drafting import Job, chapters_of
from src.domain.splitting.lexicon import kinds, step_emojis, title_verbs, words
from src.domain.splitting.library import Pattern, PatternUnreadable, _step, library, long_pattern
from src.domain.splitting.reading import read_clause
from src.domain.splitting.tests.everyday import DOUBLED, FILLER, SHAME

PATTERNS = library()
SLOTS_ALWAYS_FILLED = {"title", "object", "thing", "bare"}


def test_patterns_are_named_apart() -> None:
    names = [(pattern.kind, pattern.name) for pattern in PATTERNS]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_the_patterns_of_a_kind_keep_the_rules(kind: str) -> None:
    for pattern in PATTERNS:
        if pattern.kind == kind:
            keeps_the_rules(pattern)


def keeps_the_rules(pattern: Pattern) -> None:
    assert pattern.about or pattern.own_verbs or pattern.verbs or pattern.is_for_long_tasks or pattern.kind == "general"
    assert pattern.own_verbs <= title_verbs() | words("never_leading")
    for phase in pattern.phases:
        assert 2 <= len(phase.steps) <= 8
        assert phase.steps[0].minutes <= 2
        assert not phase.steps[0].is_stretchable
        assert any(step.is_essential for step in phase.steps) or pattern.name == "closing"
        assert bool(phase.name) == pattern.is_phased
        for step in phase.steps:
            assert 1 <= step.minutes <= 5
            assert step.words.split()[0].rstrip(",") in step_emojis(), step.words
            assert not FILLER.search(step.words), step.words
            assert not SHAME.search(step.words), step.words
            assert not DOUBLED.search(step.words), step.words
            assert len(step.words) <= 160


@pytest.mark.parametrize("title", ["zorp", "call", "my old zorp for Mia", ""])
def test_a_pattern_is_whole_with_few_words_too(title: str) -> None:
    for pattern in PATTERNS:
        for chapter in chapters_of(Job(read_clause(title), pattern), pattern):
            for draft in chapter.drafts:
                assert not set("{}[]|") & set(draft.text), draft.text
                assert "  " not in draft.text
                assert not draft.text.endswith(":"), draft.text
                assert not (draft.is_stretchable and draft.text.endswith((" for", " of"))), draft.text


def test_every_kind_has_a_pattern_and_long_tasks_have_phases() -> None:
    assert {pattern.kind for pattern in PATTERNS} == set(kinds())
    assert all((pattern := long_pattern(kind)) is None or pattern.is_phased for kind in kinds())
    assert long_pattern("general")


def test_an_unreadable_step_names_its_pattern() -> None:
    with pytest.raises(PatternUnreadable, match="fridge"):
        _step("five minutes of wiping", name="fridge")
