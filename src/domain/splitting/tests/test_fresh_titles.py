"""Titles as people type them, a line each in `fresh_titles.txt`: whatever is said there, the rules hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from src.domain.splitting import LeafType, decompose, split
from src.domain.splitting.tests.everyday import keeps_the_bounds, reads_like_a_friend

FRESH = Path(__file__).with_name("fresh_titles.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("title", FRESH)
def test_a_fresh_title_keeps_the_rules(title: str) -> None:
    for max_steps, cap, energy, hours in ((7, 5, None, None), (2, 5, None, None), (7, 1, None, None), (7, 5, 1, 10)):
        answer = split(title, max_steps=max_steps, max_minutes_per_step=cap, energy_level=energy, estimated_hours=hours)

        keeps_the_bounds(answer, max_steps=max_steps, cap=cap)
        reads_like_a_friend(answer)
        assert energy != 1 or answer.steps[0].leaf_type != LeafType.DIGITAL
        assert hours is None or len(answer.phases) > 1


@pytest.mark.parametrize("title", FRESH[::3])
def test_the_steps_of_a_fresh_title_can_be_made_smaller(title: str) -> None:
    for step in split(title).steps:
        smaller = decompose(step.description, minutes=step.estimated_minutes, task_title=title)

        keeps_the_bounds(smaller, max_steps=4)
        reads_like_a_friend(smaller)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("get the boiler serviced", "can service the boiler"),
        ("get my eyes tested", "the optician's number"),
        ("get the essay written", "document named “essay”"),
        ("text Priya happy birthday", "first sentence to Priya: “happy birthday”"),
        ("ask Nadia if she can feed the cat", "to Nadia asking if she can feed the cat"),
        ("email professor for extension", "to the professor about the extension"),
        ("send Mum photos of the kids", "a message to Mum"),
        ("pay back Sam £20", "Sam's name and £20"),
        ("mum's birthday present", "Write mum's name"),
        ("dads 60th", "“dad's 60th”"),
        ("clean behind the sofa", "sweep behind the sofa"),
        ("clear gutters", "the gutters"),
        ("reply to all emails from Karen", "message from Karen"),
        ("put winter clothes away", "the winter clothes"),
        ("pack up the kitchen", "“kitchen” on its side"),
        ("change lightbulb in hallway", "the lightbulb in the hallway"),
        ("finish chapter 3 of thesis", "chapter 3 of the thesis"),
        ("take clothes to charity shop", "when the charity shop is open"),
        ("pick Leo up from football", "what Leo needs"),
        ("water Mrs Lee's plants", "first of Mrs Lee's plants"),
        ("cancel Amazon Prime", "for Amazon Prime"),
        ("wash and wax car", "the car from top to bottom"),
        ("batch cook chilli", "recipe for chilli"),
        ("do a 30 minute walk", "for the 30 minute walk"),
        ("should I change jobs?", "possible answers"),
        ("worm the cat", "how much the cat gets"),
        ("RSVP yes to the leaving do", "“yes” or “no”"),
        ("get my coat dry cleaned", "can dry clean your coat"),
        ("email the plumber a photo of the leak", "Attach the photo of the leak"),
        ("call Mia's teacher about reading", "Bring Mia's teacher's number"),
        ("pay the window cleaner", "the window cleaner's name"),
        ("replace shower curtain", "hand on the shower curtain"),
        ("find a babysitter for Friday", "“babysitter”"),
    ],
)
def test_a_fresh_title_is_said_back_in_its_own_words(title: str, words: str) -> None:
    assert any(words in step.description for step in split(title).steps), split(title).steps
