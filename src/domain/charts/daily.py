"""A chart of some days: bars for what adds up, a line for what is a state."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count

from src.domain.charts.metrics import (
    NOTHING_YET,
    TITLES,
    Metric,
    Values,
    description,
    full_date,
    on_axis,
    said,
    short_date,
    span,
    summary,
)
from src.domain.charts.svg import element, number, picture, text, titled

SIZE = (720, 300)
LEFT, RIGHT, TOP, BOTTOM = 76, 692, 72, 262
MOST_LINES = 4
MOST_DATES = 8
STEPS_OF_DATES = (1, 2, 7, 14, 28, 56)
STEPS_OF_MINUTES = (5, 10, 15, 30, 60, 120, 180, 240, 360)
ENERGY_LINES = [1, 2, 3]
BELOW_LOW = 0.5
"""Where the axis of energy begins, so that a low day stands clear of it."""
LINES = (Metric.ENERGY, Metric.STREAK)


@dataclass(frozen=True, slots=True)
class Plot:
    """Where things are. `lines` are the figures with a line across, ascending."""

    metric: Metric
    values: Values
    lines: list[int]

    @property
    def pitch(self) -> float:
        """How wide one day is."""
        return (RIGHT - LEFT) / len(self.values)

    def x(self, place: int) -> float:
        """The middle of a day."""
        return LEFT + (place + 0.5) * self.pitch

    def y(self, value: float) -> float:
        floor = BELOW_LOW if self.metric is Metric.ENERGY else 0.0
        return BOTTOM - (BOTTOM - TOP) * max(value - floor, 0) / (self.lines[-1] - floor)


def chart(metric: Metric, values: Values) -> str:
    """An SVG document of 720 by 300 that shows each day of `values`: at least one, without gaps in the calendar."""
    words = summary(metric, values)
    plot = Plot(metric, values, lines_for(metric, max((value or 0 for value in values.values()), default=0)))
    when = span(min(values), max(values), is_short=True)
    parts = [
        text(TITLES[metric], x=20, y=32, class_="heading"),
        text(f"{when} · {words}" if words else when, x=20, y=52, class_="label"),
        *_grid(plot, is_empty=not words),
        *_dates(plot),
        *(_lines(plot) if metric in LINES else ()),
        *_days(plot),
    ]
    if not words:
        parts.append(text(NOTHING_YET, x=(LEFT + RIGHT) / 2, y=172, class_="friendly", text_anchor="middle"))
    return picture(
        "chart", metric, parts, title=TITLES[metric], description=description(metric, values), size=SIZE
    )  # fmt: skip


def lines_for(metric: Metric, highest: float) -> list[int]:
    """Round numbers, at most four and at least one, the last at or above `highest`."""
    if metric is Metric.ENERGY:
        return ENERGY_LINES
    steps = chain(STEPS_OF_MINUTES, _round_numbers(60)) if metric is Metric.FOCUS else _round_numbers()
    step = next(step for step in steps if step * MOST_LINES >= highest)
    return [step * number for number in range(1, MOST_LINES + 1) if step * (number - 1) < max(highest, 1)]


def _round_numbers(unit: int = 1) -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 … units."""
    return (unit * digit * 10**zeros for zeros in count() for digit in (1, 2, 5))


def _grid(plot: Plot, *, is_empty: bool) -> Iterator[str]:
    if not is_empty:
        for value in plot.lines:
            y = plot.y(value)
            yield element("line", class_="grid", x1=LEFT, x2=RIGHT, y1=y, y2=y)
            yield text(on_axis(plot.metric, value), x=LEFT - 8, y=y + 4, class_="label", text_anchor="end")
    yield element("line", class_="base", x1=LEFT, x2=RIGHT, y1=BOTTOM, y2=BOTTOM)


def _dates(plot: Plot) -> Iterator[str]:
    """The last day, and others at even distances before it."""
    days = list(plot.values)
    step = next(step for step in STEPS_OF_DATES if len(days) <= step * MOST_DATES)
    for place in range((len(days) - 1) % step, len(days), step):
        yield text(short_date(days[place]), x=plot.x(place), y=BOTTOM + 20, class_="label", text_anchor="middle")


def _days(plot: Plot) -> Iterator[str]:
    """Each day with its figure in words, whether or not anything is to be seen of it."""
    for place, (day, value) in enumerate(plot.values.items()):
        left = LEFT + place * plot.pitch
        column = element("rect", class_="column", x=left, y=TOP, width=plot.pitch, height=BOTTOM - TOP)
        yield titled(f"{full_date(day)}: {said(plot.metric, value)}", column, *_mark(plot, place, value))


def _mark(plot: Plot, place: int, value: float | None) -> Iterator[str]:
    if value is None:
        return
    y = plot.y(value)
    if plot.metric not in LINES:
        width = min(plot.pitch * 0.72, 40)
        yield element(
            "rect", class_="bar", x=plot.x(place) - width / 2, y=y, width=width, height=BOTTOM - y,
            rx=min(width / 4, 3, (BOTTOM - y) / 2),
        )  # fmt: skip
    elif plot.metric is Metric.ENERGY or len(plot.values) == 1:
        yield element("circle", class_="dot", cx=plot.x(place), cy=y, r=min(max(plot.pitch * 0.3, 1.5), 4))


def _lines(plot: Plot) -> Iterator[str]:
    """A line for each stretch of days that have a figure; filled below where the figure counts from nothing."""
    for stretch in _stretches(plot.values):
        points = [f"{number(plot.x(place))} {number(plot.y(value))}" for place, value in stretch]
        if plot.metric is Metric.STREAK:
            first, last = plot.x(stretch[0][0]), plot.x(stretch[-1][0])
            under = f"M{number(first)} {BOTTOM}L{'L'.join(points)}L{number(last)} {BOTTOM}Z"
            yield element("path", class_="area", d=under)
        yield element("path", class_="line", d=f"M{'L'.join(points)}")


def _stretches(values: Values) -> list[list[tuple[int, float]]]:
    """`(place, figure)` of days in a row that have one; days alone are left to their dots."""
    found: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values.values()):
        if value is not None:
            found[-1].append((place, value))
        elif found[-1]:
            found.append([])
    return [stretch for stretch in found if len(stretch) > 1]
