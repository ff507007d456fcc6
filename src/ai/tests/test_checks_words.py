"""Which words count as the same."""

import pytest

from src.ai.checks.words import Vocabulary, content, has_strange_characters, key


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("calling", "call"),
        ("buying", "buy"),
        ("eggs", "egg"),
        ("don't", "dont"),
        ("Marta\u2019s", "Marta"),
        ("dentst", "dentist"),
        ("fnece", "fence"),
        ("mlik", "milk"),
        ("sharpn", "sharpen"),
        ("groseries", "groceries"),
    ],
)
def test_forms_and_slips_of_a_word_are_that_word(written: str, said: str) -> None:
    assert Vocabulary([written]).has(key(said))
    assert Vocabulary([said]).corrects(key(written))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("house", "horse"),
        ("mark", "mary"),
        ("Marta", "Martha"),
        ("tuesday", "thursday"),
        ("june", "july"),
        ("wed", "wedding"),
        ("wash", "mash"),
        ("3.30", "3.50"),
        ("500", "5000"),
        ("subscribe", "unsubscribe"),
        ("clean", "clan"),
        ("mondy", "monday"),
        ("start", "smart"),
        ("cat", "car"),
    ],
)
def test_other_words_are_other_words(written: str, said: str) -> None:
    assert not Vocabulary([written]).has(key(said))


def test_names_are_spelt_as_they_are() -> None:
    assert not Vocabulary(["martha"], exactly=["marta"]).has("marta")
    assert not Vocabulary(["marta"], exactly=["marta"]).has("martha")


def test_small_words_carry_no_meaning_but_no_and_not_do() -> None:
    assert content("Do not call the vet before all of it is new") == [
        "do",
        "not",
        "call",
        "vet",
        "before",
        "all",
        "new",
    ]


def test_marks_are_plain_or_from_the_source() -> None:
    assert not has_strange_characters("Call Zoë, it's 5% (now)!")
    assert not has_strange_characters("Bin 🗑", "bin 🗑")
    assert has_strange_characters("Bin 🗑")
    assert has_strange_characters("a\u200bb", "a\u200bb")
