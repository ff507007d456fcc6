"""Templates: what is filled in, and how steps are cut."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.domain.share_codes import ALPHABET, SIGNS, code_of, normal_code
from src.domain.tasks import LeafType
from src.domain.templates import (
    LONGEST_LABEL,
    LONGEST_OPENING_MINUTES,
    LONGEST_STEP,
    Category,
    Step,
    Template,
    TextTooLong,
    VariablesMissing,
    built_in,
    filled,
    literal,
    piece_count,
    ready_steps,
    sizes_of,
    variables_in,
)

TEXTS = st.text(st.sampled_from("ab {}\n.0é–"), min_size=1, max_size=40)
STEPS = st.lists(
    st.builds(
        Step,
        TEXTS.filter(str.strip) | st.just("x " * 250),
        st.integers(1, 60),
        short_label=st.none() | st.just("l" * LONGEST_LABEL),
    ),
    min_size=1,
    max_size=20,
)
OWLS = Template("Talk on {topic}", "For {whom}", Category.WORK, None, (Step("Read on {topic}", 12, "Read {topic}"),))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Read {book} by { author }, then {book}", ("book", "author")),
        ("{{book}} is no variable, {{{book}}} is one in braces", ("book",)),
        ("{fach}, {предмет}, {é_2}", ("fach", "предмет", "é_2")),
        ("{}, {1st}, {two words}, {a-b}, {a.b}, {", ()),
        ("{" + "n" * 50 + "} {" + "n" * 51 + "}", ("n" * 50,)),
    ],
)
def test_what_a_variable_is(text: str, names: tuple[str, ...]) -> None:
    assert variables_in([text]) == names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Read {book}", "Read {topic}{{"),
        ("{{book}}", "{book}"),
        ("{{{book}}}", "{{topic}{{}"),
        ("{} {1st} {", "{} {1st} {"),
    ],
)
def test_braces_in_values_and_braces_that_are_none_stay(text: str, said: str) -> None:
    assert filled(text, {"book": "{topic}{{"}) == said


@given(TEXTS)
def test_a_literal_text_reads_as_it_was(text: str) -> None:
    doubled = literal(text, 1000)

    assert variables_in([doubled]) == ()
    assert filled(doubled, {}) == text
    assert len(literal(text, len(text))) == len(text)
    assert variables_in([literal(text, len(text))]) == ()


@given(TEXTS, st.dictionaries(st.sampled_from(["a", "b", "ab"]), TEXTS))
def test_every_variable_is_replaced_once_or_named(text: str, values: dict[str, str]) -> None:
    template = Template(text, "", Category.WORK, None, (Step("Go", 5),))
    missing = [name for name in template.variables if name not in values]

    if missing:
        with pytest.raises(VariablesMissing) as refused:
            template.filled(values)
        assert list(refused.value.names) == missing
    else:
        assert template.filled(values).name == filled(text, values)


def test_variables_are_filled_in_every_text_and_others_change_nothing() -> None:
    ready = OWLS.filled({"topic": "owls", "whom": "Mia", "weather": "rain"})

    assert OWLS.variables == ("topic", "whom")
    assert (ready.name, ready.description) == ("Talk on owls", "For Mia")
    assert (ready.steps[0].description, ready.steps[0].short_label) == ("Read on owls", "Read owls")


@pytest.mark.parametrize("field", ["name", "step"])
def test_a_text_that_grows_too_long_is_refused(field: str) -> None:
    name, step = ("{a}" * 10, "Go") if field == "name" else ("Go", "{a}" * 10)
    template = replace(OWLS, name=name, description="", steps=(Step(step, 5),))

    with pytest.raises(TextTooLong):
        template.filled({"a": "x" * 51})


@given(st.integers(1, 60), st.booleans())
def test_a_cut_step_keeps_its_minutes_in_even_pieces(minutes: int, opens: bool) -> None:
    sizes = sizes_of(minutes, opens=opens)
    even = sizes[1:] if opens and len(sizes) > 1 else sizes

    assert sum(sizes) == minutes
    assert all(1 <= size <= 10 for size in sizes)
    assert max(even) - min(even) <= 1
    assert len(sizes) == 1 if minutes <= 10 else not opens or sizes[0] == 2


@given(STEPS)
def test_a_task_gets_every_minute_of_its_template_in_steps_it_can_hold(steps: list[Step]) -> None:
    template = Template("Name", "", Category.WORK, "🎤", tuple(steps))

    ready = ready_steps(template)

    assert sum(step.estimated_minutes for step in ready) == template.estimated_minutes
    assert len(ready) == piece_count([step.estimated_minutes for step in steps])
    assert all(1 <= step.estimated_minutes <= 10 for step in ready)
    assert all(0 < len(step.description) <= LONGEST_STEP and len(step.short_label) <= LONGEST_LABEL for step in ready)
    short = [step.description for step in steps if step.estimated_minutes <= 10]
    assert [step.description for step in ready if step.description in short] == short


def test_a_long_step_is_cut_in_parts_that_say_which_they_are() -> None:
    template = replace(OWLS, steps=(Step("Read.", 12, leaf_type=LeafType.DIGITAL, icon="📖"), Step("Write", 20)))

    ready = ready_steps(template)

    assert [(step.estimated_minutes, step.description, step.short_label) for step in ready] == [
        (2, "Read – part 1 of 2", "Read 1/2"),
        (10, "Read – part 2 of 2", "Read 2/2"),
        (10, "Write – part 1 of 2", "Write 1/2"),
        (10, "Write – part 2 of 2", "Write 2/2"),
    ]
    assert {(step.emoji, step.leaf_type.value) for step in ready[:2]} == {("📖", "digital")}


def test_the_built_in_ones_have_stable_ids_and_their_minutes() -> None:
    assert {key: [step.estimated_minutes for step in each.steps] for key, each in built_in().items()} == {
        "builtin-homework-assignment": [15, 25, 15, 5],
        "builtin-morning-routine": [10, 15, 5],
        "builtin-email-inbox-zero": [5, 10, 10],
        "builtin-creative-project-kickoff": [15, 10, 10, 10],
        "builtin-weekly-review": [5, 5, 5, 5],
    }


@pytest.mark.parametrize("template", built_in().values(), ids=lambda each: each.name)
def test_a_built_in_one_needs_no_variables_and_begins_small(template: Template) -> None:
    ready = ready_steps(template)

    assert template.variables == ()
    assert ready[0].estimated_minutes <= LONGEST_OPENING_MINUTES
    assert sum(step.estimated_minutes for step in ready) == template.estimated_minutes
    assert all(step.icon and step.leaf_type and step.short_label for step in template.steps)


@given(st.lists(st.integers(0, 10**6), min_size=SIGNS, max_size=SIGNS))
def test_a_code_is_read_however_it_is_typed(numbers: list[int]) -> None:
    code = code_of(numbers)

    assert len(set(ALPHABET) & set("01OILU")) == 0
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert normal_code(typed) == code
