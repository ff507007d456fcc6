"""What holds for any text whatever."""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from src.domain.capture import ParsedItem, parse
from src.domain.capture.line import Line
from src.domain.tests.test_capture_cases import cases

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 7, 14, 16, 45, tzinfo=ZONE)
VOCABULARY_TEXT = (
    "call mum tomorrow every tue and then also , . ; : ! !!! ? ( ) [ ] \" ' - / + @claude @home #Work p1 p4 ~30m 2h "
    "9am "
    "at 7 on by before in 20 min next week first of the month 15th dec 31 feb 2/9 2027 noon tonight "
    "each other all today "
    "remind me to goal: idea: buy milk eggs ask Sam low energy someday until for 6 weeks \\#x The Friday Night the a "
    "from to between or JST urgent asap lol 1. 2. * \n \n\n e\u0301 \u200b 😀 <b> http://a.b/c report.pdf"
)
VOCABULARY = VOCABULARY_TEXT.split(" ")
SENTENCES = st.lists(st.sampled_from(VOCABULARY), max_size=40).map(" ".join)
TEXTS = st.one_of(st.text(max_size=200), SENTENCES)
HOSTILE = (
    "every ", "(((", "and ", "1", "1 ", '"', "'a ", "@", "@a ", "😀", "e\u0301", "a.b.", "a@", "\\", "<a ", "a-", "1-",
    "`", "first ", "also ", "mon, ", "x, ", "? ", "1. a ", "at 5 or ", "jan 5-", "Tomorrow:\n", "tomorrow ", "1 hour ",
    "- ", "The Friday Night ", "every 1st and ", "buy milk and ", "goal: ", "shopping:\n- a\n", ", , ",
)  # fmt: skip


def items(text: str) -> list[ParsedItem]:
    return parse(text, now=NOW, zone=ZONE)


def lost_words(text: str) -> list[str]:
    """Runs of letters and digits of a text that are in no title and in no span."""
    text = unicodedata.normalize("NFC", text)
    found = items(text)
    titles = " ".join(item.title for item in found).casefold()
    covered = {place for item in found for span in item.spans for place in range(span.start, span.end)}
    return [
        word[0]
        for word in re.finditer(r"[^\W_]+", text)
        if word[0].casefold() not in titles and not covered.issuperset(range(word.start(), word.end()))
    ]


@given(TEXTS)
@example("1 hour " * 3000)
@example("tomorrow:\n")
@example("- - -")
@example("[ ]")
@example("ß tomorrow")
def test_any_text_is_answered_with_sound_items(text: str) -> None:
    normal = unicodedata.normalize("NFC", text)

    for item in items(text):
        assert item.title
        assert 0 <= item.confidence <= 1
        assert item.needs_confirmation == bool(item.doubts)
        for span in item.spans:
            assert 0 <= span.start < span.end <= len(normal)
            assert span.text == normal[span.start : span.end]


@given(TEXTS)
@example("note: tomorrow #a")
@example("pay rent, and tomorrow")
@example("Work:\n- a")
def test_no_word_is_lost(text: str) -> None:
    assert lost_words(text) == []


def test_no_word_of_the_cases_is_lost() -> None:
    assert {case["text"]: lost for case in cases() if (lost := lost_words(case["text"]))} == {}


@given(TEXTS)
def test_the_same_text_gives_the_same_items(text: str) -> None:
    assert items(text) == items(text)


@given(TEXTS)
def test_composed_and_decomposed_text_give_the_same_items(text: str) -> None:
    assert items(unicodedata.normalize("NFC", text)) == items(unicodedata.normalize("NFD", text))


@given(SENTENCES.map(lambda text: text.replace('"', "").replace("\n", " ").strip()).filter(lambda text: len(text) > 1))
def test_a_text_wholly_in_quotes_has_no_date(text: str) -> None:
    for item in items(f'"{text[:150].strip()}x"'):
        assert (item.due_date, item.due_time, item.recurrence) == (None, None, None)


@given(st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2090, 1, 1)), SENTENCES)
def test_no_date_lies_in_the_past_whatever_the_clock(naive: datetime, text: str) -> None:
    now = naive.replace(tzinfo=ZONE)

    for item in parse(text, now=now, zone=ZONE):
        assert item.due_date is None or (now.date() - item.due_date).days <= 1


@pytest.mark.parametrize("unit", HOSTILE)
def test_work_grows_with_the_length_and_not_faster(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    read = Line.low

    def counted(line: Line, place: int) -> str:
        nonlocal looks
        looks += 1
        return read(line, place)

    monkeypatch.setattr(Line, "low", counted)
    counts = []
    for length in (1250, 2500):
        looks = 0
        items((unit * length)[:length])
        counts.append(looks)

    assert counts[1] <= 2.3 * counts[0] + 200
