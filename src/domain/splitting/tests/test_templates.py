from __future__ import annotations

import pytest

from src.domain.splitting import (
    LeafType,
    TaskTemplate,
    TemplateCategory,
    TemplateStep,
    built_in_templates,
    matching_template,
    template_steps,
)
from src.domain.splitting.lexicon import step_emojis

TEMPLATES = built_in_templates()


def test_the_five_built_in_templates_have_their_minutes() -> None:
    minutes = {t.name: [step.estimated_minutes for step in t.steps] for t in TEMPLATES}

    assert minutes == {
        "Homework Assignment": [15, 25, 15, 5],
        "Morning Routine": [10, 15, 5],
        "Email Inbox Zero": [5, 10, 10],
        "Creative Project Kickoff": [15, 10, 10, 10],
        "Weekly Review": [5, 5, 5, 5],
    }


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
def test_parts_take_as_long_as_their_step(template: TaskTemplate) -> None:
    for step in template.steps:
        assert sum(minutes for minutes, _ in step.parts) == step.estimated_minutes
        assert all(text.split(" ")[0] in step_emojis() for _, text in step.parts)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
@pytest.mark.parametrize("cap", range(1, 11))
def test_template_steps_keep_the_cap(template: TaskTemplate, cap: int) -> None:
    for max_steps in (None, *range(2, 11)):
        steps = template_steps(template, max_steps, cap)

        assert all(1 <= step.estimated_minutes <= cap for step in steps)
        assert steps[0].estimated_minutes <= 2
        assert max_steps is None or len(steps) <= max_steps
        assert len({step.description for step in steps}) == len(steps)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
@pytest.mark.parametrize("cap", [1, 3, 5, 10])
def test_no_minute_of_a_whole_template_is_dropped(template: TaskTemplate, cap: int) -> None:
    assert sum(step.estimated_minutes for step in template_steps(template, None, cap)) == template.estimated_minutes


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("weekly review", "Weekly Review"),
        ("Do my weekly review", "Weekly Review"),
        ("morning routine", "Morning Routine"),
        ("Inbox zero", "Email Inbox Zero"),
        ("homework", "Homework Assignment"),
        ("kickoff creative project", "Creative Project Kickoff"),
        ("buy milk", None),
        ("review", None),
        ("math homework for Mia and Ben", None),
        ("", None),
        ("\x00\ud800", None),
    ],
)
def test_a_template_is_chosen_only_when_it_fits_well(title: str, name: str | None) -> None:
    found = matching_template(title, TEMPLATES)

    assert (found.name if found else None) == name


def test_no_templates_match_nothing() -> None:
    assert matching_template("weekly review", []) is None


def test_a_step_without_parts_is_cut_into_rounds() -> None:
    own = TaskTemplate("k", "Garden", "", TemplateCategory.HEALTH, "🌱", (TemplateStep("Weed", 12, LeafType.PHYSICAL),))

    assert [step.description for step in template_steps(own)] == [
        "Weed for 2 minutes",
        "Weed for 5 more minutes",
        "Weed for 5 more minutes, round 3",
    ]
