"""What corrections teach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.capture import ItemType, ParsedItem
from src.domain.capture.lessons import (
    GUESSED,
    NOTHING,
    Correction,
    Guess,
    Lesson,
    apply_guesses,
    guesses_for,
    lessons_from,
    telling_words,
    words_taught,
)
from src.domain.capture.states import LessonField

PROJECT, MINUTES, TYPE = LessonField.PROJECT, LessonField.MINUTES, LessonField.TYPE
WORDS = st.sampled_from(["kessler", "invoice", "fence", "tulip", "dentist", "crown", "buy", "the"])
LESSONS = st.lists(
    st.builds(Lesson, st.sampled_from(GUESSED), WORDS, st.sampled_from(["Clients", "15", "task"]), st.integers(0, 20))
)


def learned(*taught: tuple[str, str]) -> list[Lesson]:
    """Lessons about projects as they would be kept after these corrections."""
    weights: dict[tuple[str, str], int] = {}
    for title, project in taught:
        for lesson in lessons_from(title, Correction(PROJECT, None, project)):
            key = (lesson.word, lesson.value)
            weights[key] = weights.get(key, 0) + lesson.weight
    return [Lesson(PROJECT, word, value, weight) for (word, value), weight in weights.items()]


def test_everyday_words_and_plurals_tell_nothing() -> None:
    assert telling_words("Buy the invoices for Kessler and the glass") == ("invoice", "kessler", "glass")
    assert words_taught("Buy INVOICES, invoices & gläser") == ["invoice", "glaser"]


def test_one_correction_is_enough_for_the_same_words() -> None:
    assert guesses_for("Send invoice", learned(("Write the invoice", "Clients")))[PROJECT] == Guess(
        "Clients", ("invoice",)
    )


def test_one_correction_is_not_enough_for_a_title_about_other_things() -> None:
    assert guesses_for("Fix fence behind garden near Kessler", learned(("Ring Kessler", "Clients"))) == {}


def test_a_word_taught_twice_counts_whatever_else_is_said() -> None:
    taught = learned(("Ring Kessler", "Clients"), ("Visit Kessler", "Clients"))

    assert guesses_for("Fix fence behind garden near Kessler", taught)[PROJECT].value == "Clients"


def test_words_that_disagree_say_nothing() -> None:
    assert guesses_for("Ring Kessler", learned(("Ring Kessler", "Clients"), ("Ring Kessler", "Family"))) == {}


def test_a_correction_takes_from_what_was_assumed() -> None:
    lessons = lessons_from("Ring Kessler", Correction(PROJECT, "Clients", "Family"))

    assert Lesson(PROJECT, "kessler", "Clients", -1) in lessons
    assert Lesson(PROJECT, "kessler", "Family", 1) in lessons


def test_leaving_a_guess_as_it_is_confirms_it() -> None:
    assert {each.weight for each in lessons_from("Ring Kessler", Correction(PROJECT, None, "Clients"))} == {1}


@pytest.mark.parametrize(
    ("item", "field", "value", "is_used"),
    [
        (ParsedItem(ItemType.TASK, "a"), PROJECT, "Clients", True),
        (ParsedItem(ItemType.TASK, "a", project_hint="Home"), PROJECT, "Clients", False),
        (ParsedItem(ItemType.TASK, "a"), PROJECT, NOTHING, False),
        (ParsedItem(ItemType.TASK, "a"), MINUTES, "20", True),
        (ParsedItem(ItemType.TASK, "a", estimated_minutes=5), MINUTES, "20", False),
        (ParsedItem(ItemType.TASK, "a"), MINUTES, "many", False),
        (ParsedItem(ItemType.TASK, "a"), TYPE, "idea", True),
        (ParsedItem(ItemType.TASK, "a"), TYPE, "energy", False),
        (ParsedItem(ItemType.NOTE, "a", field_confidence={"type": 0.95}), TYPE, "idea", False),
        (ParsedItem(ItemType.ENERGY, "a"), PROJECT, "Clients", False),
    ],
)
def test_what_was_said_outright_is_never_overruled(
    item: ParsedItem, field: LessonField, value: str, is_used: bool
) -> None:
    changed, used = apply_guesses(item, {field: Guess(value, ("a",))})

    assert (field in used) is is_used
    assert (changed != item) is is_used


@given(st.lists(WORDS, max_size=12).map(" ".join), LESSONS)
def test_guesses_come_from_lessons_about_words_of_the_title(title: str, lessons: list[Lesson]) -> None:
    for field, guess in guesses_for(title, lessons).items():
        assert guess.words
        for word in guess.words:
            assert word in telling_words(title)
            assert any(
                (each.field, each.word, each.value) == (field, word, guess.value) and each.weight > 0
                for each in lessons
            )


@given(st.text(max_size=300), st.text(max_size=20), st.text(max_size=20))
def test_any_title_can_be_learned_from(title: str, assumed: str, meant: str) -> None:
    lessons = lessons_from(title, Correction(PROJECT, assumed, meant))

    assert sum(each.weight for each in lessons) in (0, len(telling_words(title)))
    assert guesses_for(title, lessons).keys() <= {PROJECT}
