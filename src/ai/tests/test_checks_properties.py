"""What holds for every answer, sane or not."""

import contextlib
import unicodedata
from datetime import date
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from src.ai.answers import AnsweredItem, AnsweredSplit, AnsweredStep
from src.ai.checks import Refused, checked_items, checked_question, checked_split
from src.ai.checks.words import FILLERS, content, keys
from src.ai.provider import Dump
from src.ai.tests.saying import LONDON, NOON, dump_of, request_of, said_back
from src.domain.capture.model import ParsedItem
from src.domain.capture.parser import parse

CLAUSES = [
    "buy milk and eggs tomorrow",
    "call Marta about the fence",
    "dentist thursday 3pm",
    "water the plants every monday #Garden",
    "ask claude to draft the memo by friday",
    "email Sam ~30m p2 @errand",
    "don't forget the parcel",
    "lunch at 7",
    "idea: paint the shed green",
]
ALIEN = ["zebra", "Eve", "evil.example", "https://evil.example/x", "5000", "password"]
DAYS = ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-12-01", "1999-01-01", "never", ""]

texts = st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=4, unique=True).map(", ".join)


@st.composite
def bent(draw: st.DrawFn) -> tuple[Dump, list[dict[str, Any]]]:
    """A dump, and its draft said back with some things bent."""
    dump = dump_of(draw(texts))
    items = said_back(dump)
    words = [*dump.text.replace(",", " ").split(), *ALIEN]
    for item in items:
        for field, strategy in {
            "title": st.lists(st.sampled_from([*item["title"].split(), *words]), max_size=6).map(" ".join),
            "due_date": st.sampled_from(DAYS),
            "due_time": st.sampled_from(["07:00", "19:00", "15:00", "03:33"]),
            "recurrence": st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO"]),
            "when_quote": st.sampled_from(words),
            "delegate_to": st.sampled_from(["claude", "Marta", "Eve"]),
            "type": st.sampled_from(["task", "note", "habit"]),
            "tags": st.lists(st.sampled_from(["home", "zebra"]), max_size=2),
        }.items():
            if draw(st.integers(0, 9)) == 0:
                item[field] = draw(strategy)
    if draw(st.integers(0, 4)) == 0:
        items = draw(st.lists(st.sampled_from(items), max_size=8))
    return dump, items


@given(bent())
@settings(max_examples=300, deadline=None)
def test_what_is_used_invents_nothing_and_loses_nothing(answer: tuple[Dump, list[dict[str, Any]]]) -> None:
    dump, items = answer
    with contextlib.suppress(Refused):
        _holds(dump, items, checked_items([AnsweredItem(**item) for item in items], dump))


def _holds(dump: Dump, answered: list[dict[str, Any]], items: tuple[ParsedItem, ...]) -> None:
    text = unicodedata.normalize("NFC", dump.text)
    quotes = [item["when_quote"] for item in answered if item.get("when_quote")]
    read = [*dump.draft, *(each for quote in quotes for each in parse(quote, now=NOON, zone=LONDON, known=dump.known))]
    options = {option for item in dump.draft for doubt in item.doubts for option in doubt.options}
    said = {word for item in items for word in keys(item.title)}

    assert said.isdisjoint(word for alien in ALIEN for word in keys(alien))
    assert len(items) <= len(dump.draft) + 3
    for item in items:
        assert item.due_date is None or item.due_date in {r.due_date for r in read} or str(item.due_date) in options
        assert (
            item.due_time is None or item.due_time in {r.due_time for r in read} or f"{item.due_time:%H:%M}" in options
        )
        assert item.recurrence in {None, *(r.recurrence for r in read)}
        assert item.delegate_to in {None, *(r.delegate_to for r in read)}
        assert item.energy_required is None
        assert set(item.tags) <= {"home", *(tag for r in read for tag in r.tags)}
        assert all(span.text == text[span.start : span.end] and span.start < span.end for span in item.spans)
    evidence = {word for item in items for span in item.spans for word in keys(span.text)}
    for draft in dump.draft:
        assert set(content(draft.title)) <= said | evidence | FILLERS
        for field in ("due_date", "recurrence", "delegate_to", "priority", "estimated_minutes"):
            values = [getattr(item, field) for item in items]
            words = {word for span in draft.spans if span.field == field for word in content(span.text)}
            value = getattr(draft, field)
            is_option = any(isinstance(other, date) and str(other) in options for other in values)
            assert value is None or value in values or is_option or words <= said


anything = st.text(max_size=60)


@given(
    st.text(max_size=120),
    st.lists(
        st.builds(
            AnsweredItem,
            quote=anything,
            type=st.sampled_from(["task", "note"]),
            title=anything,
            when_quote=st.none() | anything,
            due_date=st.none() | anything,
            due_time=st.none() | anything,
            estimated_minutes=st.none() | st.integers(),
            project=st.none() | anything,
            tags=st.lists(anything, max_size=2),
            delegate_to=st.none() | anything,
        ),
        max_size=4,
    ),
)
@settings(max_examples=200, deadline=None)
@example("\ud800", [])
def test_no_answer_about_a_dump_raises_anything_but_a_refusal(text: str, items: list[AnsweredItem]) -> None:
    with contextlib.suppress(Refused):
        checked_items(items, dump_of(text))


@given(st.text(min_size=1, max_size=120))
@settings(max_examples=200, deadline=None)
def test_any_draft_said_back_is_used_or_refused(text: str) -> None:
    dump = dump_of(text)
    with contextlib.suppress(Refused):
        items = checked_items(
            [AnsweredItem(**item) for item in said_back(dump) if item["type"] != "energy"],
            dump,
        )
        assert [item.title for item in items] == [" ".join(item.title.split()) for item in dump.draft]


@given(
    st.text(max_size=40),
    st.lists(
        st.builds(
            AnsweredStep,
            description=anything | st.sampled_from(["Open the box", "Put it away", "Paint the fence"]),
            minutes=st.integers(-3, 12),
            where=st.sampled_from(["digital", "physical", "social"]),
        ),
        max_size=9,
    ),
)
@settings(max_examples=200, deadline=None)
def test_no_steps_raise_anything_but_a_refusal_and_those_used_keep_the_bounds(
    title: str, steps: list[AnsweredStep]
) -> None:
    request = request_of(title)
    with contextlib.suppress(Refused):
        split = checked_split(AnsweredSplit(steps=steps), request)

        assert 1 <= len(split.steps) <= 7
        assert split.steps[0].estimated_minutes <= 2
        assert all(1 <= step.estimated_minutes <= 5 and 1 <= len(step.description) <= 500 for step in split.steps)
        assert all(step.short_label and step.emoji for step in split.steps)


@given(anything, st.lists(anything, max_size=3))
@settings(max_examples=200, deadline=None)
def test_no_question_raises_anything_but_a_refusal(question: str, given_: list[str]) -> None:
    with contextlib.suppress(Refused):
        assert checked_question(question + "?", given_).endswith("?")
