"""What holds for any text whatever."""

import re
import sys
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from src.domain.capture import ParsedItem, parse
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
    "every ", "(((", "and ", "1", "1 ", '"', "'a ", "@", "@a ", "😀", "e\u0301", "a.b.", "a@", "\\", "<a ", "a-",
    "1-", "`", "first ", "also ", "mon, ", "x, ", "? ", "1. a ", "at 5 or ", "jan 5-", "Tomorrow:\n", "tomorrow ",
    "1 hour ", "\u200b", "\u200bmon ", "\u202e", "\u0645\u0631\u062d\u0628\u0627 ", "a\u0301\u0300\u0302", "\u0301",
    "[", "{", "#", "#a ", "every every! ", "\r\n", "\r\n- a", "\t", "\t1\t", "👩\u200d👩\u200d👧", "🏴", "\x00",
    "9.30 for 10 ", "and zhuzh the ", "re-", "!!! ", "?? ", "~1", "7.30 on ", "- ", "The Friday Night ",
    "every 1st and ", "buy milk and ", "goal: ", "shopping:\n- a\n", ", , ",
    "call the vet i need to ", "friday no wait ", "at 5 no 6 ", "wait also ", "i hate this but ", "need bin bags, ",
    "tesco run ", "then swimming 4-5 ", "and Febreze the ", "@claude call ", "its urgent ", "mum's bday is on ",
)  # fmt: skip
STRANGE = (
    "\u200bcall\u200b mum\u200b tomorrow", "\u202ecall mum friday\u202c",
    "\u0635\u0644 \u0628\u0623\u0645\u064a tomorrow 3pm", "cafe\u0301 re\u0301union vendredi, fri 9am",
    "call\u00a0mum\u2003tomorrow\u2028pay rent", "ﬁx the ﬂat tomorrow", "ＣＡＬＬ　ｍｕｍ　ｔｏｍｏｒｒｏｗ",
    "\u0661\u0665 \u0641\u0628\u0631\u0627\u064a\u0631", "buy ½ kg, ①②③ and 5️⃣ eggs", "𝓬𝓪𝓵𝓵 𝓶𝓾𝓶 tomorrow",
    "👨\u200d👩\u200d👧\u200d👦 pics #Family 🏳️\u200d🌈 @home !!!", "\ufeffcall mum", "İstanbul trip 3 may, ıspanak al",
    "Straße ẞ tmrw 7pm", "a\u0301\u0300\u0302\u0303 tomorrow", "x\x00y tomorrow\x1b[31m",
    "\tcall\tmum\t\ttomorrow\r\n\r\n\t- pay rent",
)  # fmt: skip
CAPTURE = str(Path("domain", "capture"))


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


def check_sound(text: str) -> None:
    normal = unicodedata.normalize("NFC", text)

    for item in items(text):
        assert item.title.strip()
        assert 0 <= item.confidence <= 1
        assert item.needs_confirmation == bool(item.doubts)
        assert item.due_date or not item.due_time
        for span in item.spans:
            assert 0 <= span.start < span.end <= len(normal)
            assert span.text == normal[span.start : span.end]


@given(TEXTS)
@example("tomorrow:\n")
@example("- - -")
@example("[ ]")
@example("ß tomorrow")
@example("ı")
def test_any_text_is_answered_with_sound_items(text: str) -> None:
    check_sound(text)


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


def calls_made(action: Callable[[], object]) -> int:
    """How many calls the parser's own code makes for an action: the same on every machine, however busy."""
    made = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal made
        made += event in ("call", "c_call") and CAPTURE in frame.f_code.co_filename

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
    return made


@pytest.mark.parametrize("unit", HOSTILE)
def test_work_grows_with_the_length_and_not_faster(unit: str) -> None:
    short, long = (unit * 1500)[:750], (unit * 1500)[:1500]
    items(long)

    once, twice = calls_made(lambda: items(short)), calls_made(lambda: items(long))

    assert twice <= 2.3 * once + 400


@pytest.mark.parametrize("unit", HOSTILE)
def test_ten_thousand_hostile_characters_are_answered_with_sound_items(unit: str) -> None:
    check_sound((unit * 10_000)[:10_000])


@pytest.mark.parametrize("text", STRANGE)
def test_strange_characters_break_nothing(text: str) -> None:
    check_sound(text)

    assert lost_words(text) == []
    assert items(text) == items(unicodedata.normalize("NFD", text))


def test_line_breaks_of_every_system_part_the_same_items() -> None:
    lines = ("call mum tomorrow", "- pay rent p1", "\tbook dentist")

    found = {system: [(i.title, i.due_date) for i in items(system.join(lines))] for system in ("\n", "\r\n", "\r")}

    assert found["\n"] == found["\r\n"] == found["\r"]
    assert len(found["\n"]) == 3
