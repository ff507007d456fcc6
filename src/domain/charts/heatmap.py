"""A map of a year: a column for each week from Monday to Sunday, a shade for each day."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from src.domain.charts.metrics import (
    AHEAD,
    MONTHS,
    NOTHING_YET,
    TITLES,
    WEEKDAYS,
    Metric,
    Values,
    description,
    full_date,
    said,
    span,
    summary,
)
from src.domain.charts.svg import element, picture, text, titled
from src.domain.days import week_start

SIZE = (772, 212)
LEFT, TOP = 52, 86
CELL, PITCH = 11, 13
LABELLED_ROWS = (0, 2, 4)
LEGEND_X, LEGEND_Y = 620, 188
SHADES = 5
LABEL_COLUMNS = 3
"""What the name of a month takes."""


def heatmap(metric: Metric, values: Values) -> str:
    """An SVG document of 772 by 212 that shows each day of `values`: at most 54 weeks, at least one day; None is still
    to come."""
    words = summary(metric, values)
    when = span(min(values), max(values), is_short=True)
    parts = [
        text(TITLES[metric], x=20, y=32, class_="heading"),
        text(f"{when} · {words or NOTHING_YET}", x=20, y=52, class_="label"),
        *_months(list(values)),
        *(
            text(WEEKDAYS[row][:3], x=LEFT - 8, y=TOP + row * PITCH + 9.5, class_="label", text_anchor="end")
            for row in LABELLED_ROWS
        ),
        *_cells(metric, values),
        *_legend(),
    ]
    return picture(
        "heatmap", metric, parts, title=TITLES[metric], description=description(metric, values), size=SIZE
    )  # fmt: skip


def shades_of(values: Iterable[float]) -> list[float]:
    """Where the second, third and fourth shade begin: quarters of the figures above nothing. The highest figure always
    has the last shade, even when it is the only one."""
    active = sorted(value for value in values if value > 0)
    return [active[len(active) * quarter // 4] for quarter in (1, 2, 3)] if active else []


def shade(value: float, begins: list[float]) -> int:
    """0 for nothing, else 1 to 4."""
    return 1 + bisect_right(begins, value) if value > 0 else 0


def _cells(metric: Metric, values: Values) -> Iterator[str]:
    begins = shades_of(value for value in values.values() if value is not None)
    first_week = week_start(min(values))
    for day, value in values.items():
        x, y = LEFT + (day - first_week).days // 7 * PITCH, TOP + day.weekday() * PITCH
        if value is None:
            # Half a pixel in: an outline lies on both sides of its edge.
            cell = element("rect", class_="ahead", x=x + 0.5, y=y + 0.5, width=CELL - 1, height=CELL - 1, rx=2)
            yield titled(f"{full_date(day)}: {AHEAD}", cell)
        else:
            yield titled(f"{full_date(day)}: {said(metric, value)}", _cell(x, y, shade(value, begins)))


def _cell(x: float, y: float, number: int) -> str:
    return element("rect", class_=f"shade shade-{number}", x=x, y=y, width=CELL, height=CELL, rx=2)


def _months(days: list[date]) -> Iterator[str]:
    """The name of each month above the week with its first day; of the month it begins in, where there is room."""
    first_week = week_start(days[0])
    starts = [day for day in days if day.day == 1]
    columns = {(day - first_week).days // 7: day.month for day in starts}
    if 0 not in columns and min(columns, default=LABEL_COLUMNS) >= LABEL_COLUMNS:
        columns[0] = days[0].month
    for column, month in sorted(columns.items()):
        yield text(MONTHS[month - 1][:3], x=LEFT + column * PITCH, y=TOP - 8, class_="label")


def _legend() -> Iterator[str]:
    yield text("Less", x=LEGEND_X - 6, y=LEGEND_Y + 9.5, class_="label", text_anchor="end")
    for number in range(SHADES):
        yield _cell(LEGEND_X + number * PITCH, LEGEND_Y, number)
    yield text("More", x=LEGEND_X + SHADES * PITCH + 4, y=LEGEND_Y + 9.5, class_="label")
