from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from src.domain.splitting import LeafType, SplitMethod, kind_of, split
from src.domain.splitting.tests.everyday import EVERYDAY, keeps_the_bounds, reads_like_a_friend, uses_own_words
from src.domain.splitting.text import same_words

TITLES = [title for title, _, _ in EVERYDAY]
ANY_TITLE = st.one_of(
    st.text(max_size=300),
    st.text(alphabet=st.characters(), max_size=60),
    st.sampled_from(TITLES),
    st.lists(st.sampled_from(TITLES), min_size=2, max_size=5).map(" and ".join),
)


@pytest.mark.parametrize(("title", "kind", "words"), EVERYDAY)
def test_an_everyday_task_gets_steps_a_friend_would_name(title: str, kind: str, words: str) -> None:
    answer = split(title)

    keeps_the_bounds(answer)
    reads_like_a_friend(answer)
    uses_own_words(answer, title)
    assert answer.kind == kind_of(title) == kind
    assert any(words.casefold() in step.description.casefold() for step in answer.steps)
    assert answer.method == (SplitMethod.RULES if kind == "general" else SplitMethod.PATTERN)


@pytest.mark.parametrize("title", TITLES)
def test_every_cap_is_kept(title: str) -> None:
    for max_steps, cap in product(range(2, 11), range(1, 11)):
        for energy in (None, 1, 3):
            answer = split(title, max_steps=max_steps, max_minutes_per_step=cap, energy_level=energy)

            keeps_the_bounds(answer, max_steps=max_steps, cap=cap)
            reads_like_a_friend(answer)


@pytest.mark.parametrize("hours", [0.1, 0.5, 1, 3, 40])
def test_any_estimate_keeps_the_rules(hours: float) -> None:
    for title in TITLES:
        keeps_the_rules_for(title, hours)


def keeps_the_rules_for(title: str, hours: float) -> None:
    answer = split(title, estimated_hours=hours)

    keeps_the_bounds(answer)
    reads_like_a_friend(answer)
    uses_own_words(answer, title)
    assert hours <= 1.5 or len(answer.phases) > 1


def test_taxes_begin_with_the_letters_on_the_desk() -> None:
    answer = split("file my taxes")

    assert "Put the tax letters on the desk" in [step.description for step in answer.steps]
    assert answer.phases[0] in answer.reasoning


def test_two_verbs_are_both_served() -> None:
    for max_steps in range(2, 11):
        said = " ".join(step.description for step in split("clean kitchen and call mum", max_steps=max_steps).steps)

        assert "kitchen" in said
        assert "mum" in said


def test_many_jobs_become_phases_when_there_are_fewer_steps_than_jobs() -> None:
    answer = split("clean kitchen, call mum, pay rent", max_steps=2)

    assert answer.phases == ("Clean kitchen", "Call mum", "Pay rent")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("CLEAN THE GARAGE NOW!!!", "the garage"),
        ("Clean The Kitchen", "the kitchen table"),
        ("claen kitchen", "the kitchen table"),
        ("I need to finally call my dentist tomorrow", "your dentist"),
        ("clean 🧼 kitchen ✨", "the kitchen table"),
        ("wash and dry the dishes", "the dishes"),
        ("clean out the car and vacuum it", "keys to the car"),
        ("todo: water plants", "the plants"),
        ("reupholster the chair", "“reupholster the chair”"),
        ("sell my bike", "your bike"),
        ("buy laundry detergent", "laundry detergent"),
        ("call Jonas back about the trip", "Jonas's number"),
        ("dye hair", "“dye hair”"),
        ("bleed radiators", "“bleed radiators”"),
        ("find lost passport", "where you last held the lost passport"),
        ("make dentist appointment", "Find the dentist's number"),
        ("help dad move", "Ask dad"),
        ("take the cat to the vet", "Walk out to the vet"),
        ("make the bed", "pillows"),
        ("write docs for the API", "the docs for the API"),
        ("go to the bank", "the way to the bank"),
        ("pick up kids from school", "the kids"),
        ("assemble crib before the baby comes", "floor for the crib"),
        ("Find Dr Ruiz's number and call him", "Find Dr Ruiz's number"),
    ],
)
def test_titles_are_read_as_people_type_them(title: str, words: str) -> None:
    assert any(words in step.description for step in split(title).steps)


def test_the_named_day_is_repeated_in_the_reasoning_and_kept_out_of_the_steps() -> None:
    answer = split("write quarterly report by Friday")

    assert "by Friday" in answer.reasoning
    assert not any("Friday" in step.description for step in answer.steps)


def test_little_energy_makes_steps_smaller_and_starts_with_the_body() -> None:
    for title in TITLES:
        tired, rested = split(title, energy_level=1), split(title, energy_level=3)

        assert tired.steps[0].leaf_type in {LeafType.PHYSICAL, LeafType.SOCIAL}
        assert max(step.estimated_minutes for step in tired.steps) <= 3
        assert max(step.estimated_minutes for step in rested.steps) <= 5
        assert "energy" in tired.reasoning


def test_a_long_task_gives_the_steps_of_one_phase_after_the_other() -> None:
    done: list[str] = []
    parts = []
    phases = split("move to Berlin", estimated_hours=60).phases
    for _ in phases:
        answer = split("move to Berlin", estimated_hours=60, done=done)
        parts.append(answer.reasoning)
        done += [step.description for step in answer.steps]

    assert [phase in reasoning for phase, reasoning in zip(phases, parts, strict=True)] == [True] * len(phases)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("cap", [2, 5])
def test_nothing_done_is_proposed_again(title: str, cap: int) -> None:
    done: list[str] = []
    for _ in range(9):
        answer = split(title, done=done, max_minutes_per_step=cap)

        keeps_the_bounds(answer, cap=cap)
        assert not {same_words(step.description) for step in answer.steps} & set(map(same_words, done))
        done += [step.description for step in answer.steps]


def test_an_own_list_in_the_description_becomes_the_steps() -> None:
    answer = split("prepare launch", description="- write the blog post\n- ask Ben\n* [ ] banner\n3. send it")

    assert [step.description for step in answer.steps[1:]] == [
        "Write the blog post",
        "Ask Ben",
        "Do: banner",
        "Send it",
    ]


def test_a_vague_title_is_explained_by_its_description_or_tags() -> None:
    assert split("deal with the thing", description="call the landlord about the leak").kind == "call"
    assert split("the letter from them", tags=["taxes"]).kind in {"admin", "write"}
    assert split("zorp", tags=["taxes"]).kind == "admin"


def test_the_same_question_gets_the_same_answer() -> None:
    for title in TITLES:
        assert split(title, energy_level=2, tags=("a",)) == split(title, energy_level=2, tags=("a",))


@pytest.mark.parametrize("hours", [float("nan"), float("inf"), -1.0, 0.0, 1e300])
def test_odd_estimates_are_no_error(hours: float) -> None:
    keeps_the_bounds(split("clean kitchen", estimated_hours=hours))


@pytest.mark.parametrize(
    "title",
    [
        "",
        " ",
        "\x00",
        "\ud800\udfff call mum",
        "\u202eabc\u202c",
        "{title}",
        "{0.__class__}",
        "%s %(x)s %n",
        "[about {who}]",
        "“call” 'the' \"bank\"",
        "<script>alert(1)</script>",
        "a" * 10_000,
        "call " * 2_000,
        "and " * 2_500,
        "clean kitchen and " * 600,
        ", then " * 1_500,
        "🎂" * 255,
        "(((((((((",
        "مهمة اليوم",
        "١٢٣",
        "the",
        "to",
        "clean",
        "about",
        "call about",
        "write to",
        "my my my",
        "İ",
        "ı and my ſ",
    ],
)
def test_hostile_titles_get_an_answer_too(title: str) -> None:
    for energy in (None, 1):
        answer = split(title, description=title, tags=[title], done=[title], energy_level=energy)

        keeps_the_bounds(answer)
        for step in answer.steps:
            step.description.encode()
            assert "\x00" not in step.description


def test_braces_people_type_stay_as_typed() -> None:
    assert any("{title} [who]" in step.description for step in split("zorp {title} [who]").steps)


@settings(max_examples=300, deadline=None)
@given(
    title=ANY_TITLE,
    description=st.text(max_size=200),
    hours=st.none() | st.floats(),
    max_steps=st.integers(-3, 40),
    cap=st.integers(-3, 40),
    energy=st.none() | st.integers(-1, 9),
    done=st.lists(st.text(max_size=50), max_size=4),
)
def test_any_text_gets_bounded_steps(
    title: str, description: str, hours: float | None, max_steps: int, cap: int, energy: int | None, done: list[str]
) -> None:
    answer = split(
        title,
        description=description,
        estimated_hours=hours,
        max_steps=max_steps,
        max_minutes_per_step=cap,
        energy_level=energy,
        done=done,
    )

    keeps_the_bounds(answer, max_steps=min(10, max(2, max_steps)), cap=min(10, max(1, cap)))


@settings(max_examples=300, deadline=None)
@given(title=ANY_TITLE)
def test_no_title_is_lost(title: str) -> None:
    one_line = " ".join(title.split())[:200]

    uses_own_words(split(one_line), split_words(one_line))


def split_words(title: str) -> str:
    from src.domain.splitting.reading import read_title

    return " ".join(clause.text for clause in read_title(title))
