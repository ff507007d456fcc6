"""Asking at a terminal: one question at a time, answered by a number, by words, or by Enter."""

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.text import Text

from src.cli.capture.places import Answer, Place, items_of
from src.cli.capture.preview import assumed
from src.cli.capture.words import clean, value_in_words
from src.core.errors import RuleBroken
from src.core.text import TextRefused, clean_text

YES = frozenset({"", "y", "yes", "s", "save"})
NO = frozenset({"n", "no"})


class NoMoreAnswers(Exception):
    """Ctrl-D: the person is done here. What was kept stays kept."""


def ask_everything(place: Place, capture_id: str, console: Console, today: date) -> Answer | None:
    """Ask until nothing is open; the last answer of `clarify`, None when nothing was asked."""
    answer = place.clarify(capture_id, [])
    last: Answer | None = None
    while answer.get("clarification_question"):
        following = _ask(place, answer, console, today)
        if following is None:
            break
        last = answer = following
    return last


def wants_it_saved() -> bool:
    while True:
        said = _typed("Save? [Enter] saves, n leaves it as it is kept: ").casefold()
        if said in YES or said in NO:
            return said in YES


def _ask(place: Place, asked: Answer, console: Console, today: date) -> Answer | None:
    """Ask one question until its answer is taken; None when Enter leaves nothing to send."""
    field, item_id, suggested = asked["field"], asked["item_id"], asked["suggested_values"]
    item = next((each for each in items_of(asked) if each.item_id == item_id), None)
    usual = assumed(item, field, suggested) if item else None
    console.print(Text(f"\n? {clean(asked['clarification_question'])}", "bold"))
    _offer(console, field, suggested, usual, today)
    while True:
        value = _meant(_typed("  > "), suggested, usual)
        if value is None:
            return None
        try:
            return place.clarify(
                asked["capture_id"], [{"item_id": item_id, "field": field, "value": clean_text(value)}]
            )
        except RuleBroken as refused:
            console.print(Text(f"  {clean(refused.message)}"))
        except TextRefused as refused:
            console.print(Text(f"  The answer {refused}."))


def _offer(console: Console, field: str, suggested: Sequence[str], usual: str | None, today: date) -> None:
    for number, value in enumerate(suggested, start=1):
        mark = "  [Enter]" if value == usual else ""
        console.print(Text(f"  {number}  {value_in_words(field, value, this_year=today.year)}{mark}"))
    if usual is not None and usual not in suggested:
        console.print(Text(f"  [Enter] leaves it: {value_in_words(field, usual, this_year=today.year)}"))


def _meant(typed: str, suggested: Sequence[str], usual: str | None) -> str | None:
    """A number of the list stands for its value, nothing for what is assumed; the rest is the person's own words."""
    if not typed:
        return usual
    if typed.isascii() and typed.isdecimal() and 1 <= int(typed[:9]) <= len(suggested):
        return suggested[int(typed[:9]) - 1]
    return typed


def _typed(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        print()
        raise NoMoreAnswers from None
