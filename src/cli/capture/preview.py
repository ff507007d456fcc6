"""What was read, shown: a table for a terminal, lines for a pipe. Text of a dump is shown as it is, never obeyed."""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from src.cli.capture.places import Answer
from src.cli.capture.words import clean, repeat_in_words, value_in_words, when_in_words
from src.domain.capture.questions import NO_ANSWER, OwnNames, Question, open_questions
from src.schemas.capture import ParsedItemRead

ICONS = {"task": "📌", "goal": "🎯", "habit": "🔁", "shopping": "🛒", "idea": "💡", "note": "📝", "energy": "🔋"}
MAY_BE_EMPTY = frozenset({"due_date", "due_time", "recurrence", "project_hint", "delegate_to", "estimated_minutes"})


def terminal_console() -> Console:
    """The terminal. With NO_COLOR no style at all is sent, bold neither."""
    return Console(
        file=sys.stdout,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        markup=False,
        highlight=False,
        emoji=False,
    )


def said_on(answer: Answer) -> date:
    """The day of the capture; today when the answer does not say it."""
    try:
        return datetime.fromisoformat(str(answer.get("created_at"))).date()
    except ValueError:
        return date.today()  # noqa: DTZ011 only decides whether the year is shown


def table_of(items: Sequence[ParsedItemRead], today: date) -> Table:
    """One row an item, with a `?` on what is not sure. Columns that hold nothing are left out."""
    when = [when_in_words(item, this_year=today.year) for item in items]
    columns = {"when": when, "repeats": [_repeats(item) for item in items], "more": [_more(item) for item in items]}
    columns = {name: cells for name, cells in columns.items() if any(cells)}
    table = Table("", "what", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        # On a narrow terminal the titles are folded before "Wed 25 Nov, 19:00" is.
        table.add_column(name, min_width=min(17, max(map(len, when))) if name == "when" else None)
    asked = questions_of(items, today)
    for place, item in enumerate(items):
        what = Text(clean(item.title), "bold")
        if item.item_id in asked:
            what.append(" ?", "yellow")
        cells = (Text(each[place]) for each in columns.values())
        table.add_row(Text(f"{ICONS[item.type]} {item.type}", no_wrap=True), what, *cells)
    return table


def lines_of(items: Sequence[ParsedItemRead], today: date) -> list[str]:
    """The same without a table: `task: Call the dentist · Tue 24 Nov, 19:00 · urgent · #health · private`."""
    lines = []
    for item in items:
        said = (clean(item.title), when_in_words(item, this_year=today.year), _repeats(item), _more(item))
        lines.append(f"{item.type}: {' · '.join(filter(None, said))}")
    return lines


def unsure_lines(items: Sequence[ParsedItemRead], today: date) -> list[str]:
    """What would be asked, and what is assumed until it is answered."""
    asked = questions_of(items, today)
    return [f"? {_unsure(item, question, today)}" for item in items for question in asked.get(item.item_id, ())]


def _unsure(item: ParsedItemRead, question: Question, today: date) -> str:
    usual = assumed(item, question.field, question.suggested)
    sentence = clean(question.sentence)
    if usual is None or question.field == "title":
        return sentence
    return f"{sentence} (assumed: {value_in_words(question.field, usual, this_year=today.year)})"


def questions_of(items: Sequence[ParsedItemRead], today: date) -> Mapping[str, Sequence[Question]]:
    """What `clarify` would ask, by item."""
    found: dict[str, list[Question]] = {}
    for question in open_questions([item.model_dump(mode="json") for item in items], OwnNames(), today):
        found.setdefault(question.item_id, []).append(question)
    return found


def assumed(item: ParsedItemRead, field: str, suggested: Sequence[str]) -> str | None:
    """The answer that stands when nobody answers; None when nothing does."""
    if suggested and any(doubt.field == field and doubt.options for doubt in item.doubts):
        return suggested[0]
    value = item.model_dump(mode="json").get(field)
    if value is None:
        return NO_ANSWER if field in MAY_BE_EMPTY else None
    return str(value)


def _repeats(item: ParsedItemRead) -> str:
    if item.recurrence is None:
        return ""
    return repeat_in_words(item.recurrence, counts_from_completion=item.recurrence_from == "completion")


def _more(item: ParsedItemRead) -> str:
    """The rest of what was read, as the marks of quick-add where there are any."""
    said = (
        item.priority,
        f"#{item.project_hint}" if item.project_hint else "",
        " ".join(f"@{tag}" for tag in item.tags),
        f"{item.estimated_minutes} min" if item.estimated_minutes else "",
        f"for {item.delegate_to}" if item.delegate_to else "",
        f"energy {item.energy_required} of 3" if item.energy_required is not None else "",
        "in steps" if item.wants_split else "",
        "private" if item.is_sensitive else "",
    )
    return clean(" · ".join(each for each in said if each))
