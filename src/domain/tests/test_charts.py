from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from src.domain.charts import Metric, chart, heatmap
from src.domain.charts.daily import BOTTOM, MOST_DATES, MOST_LINES, lines_for
from src.domain.charts.heatmap import shade, shades_of
from src.domain.charts.metrics import AHEAD, NOTHING_YET, description, full_date, on_axis, said, span
from src.domain.charts.svg import element, number, text, titled
from src.domain.days import DAY

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2026, 11, 23)
ADDED_UP = [Metric.XP, Metric.TASKS, Metric.FOCUS]
figures = st.one_of(st.integers(0, 5000), st.integers(0, 10**7), st.decimals(0, 1440, places=1).map(float))


def days_until_today(*values: float | None) -> dict[date, float | None]:
    """The last value is today's."""
    return {TODAY - (len(values) - 1 - place) * DAY: value for place, value in enumerate(values)}


def drawn(svg: str) -> Element:
    return ElementTree.fromstring(svg)  # noqa: S314  # our own


def classes(root: Element, name: str) -> list[Element]:
    return [each for each in root.iter() if name in each.get("class", "").split()]


def titles_of_days(root: Element) -> list[str]:
    return [each.findtext(f"{SVG}title") or "" for each in root.iter(f"{SVG}g")]


def words_of(root: Element) -> str:
    return " ".join(root.itertext())


def assert_accessible(root: Element) -> None:
    assert root.get("role") == "img"
    named = [root.find(f"*[@id='{each}']") for each in (root.get("aria-labelledby") or "").split()]
    assert [each.tag for each in named if each is not None] == [f"{SVG}title", f"{SVG}desc"]
    assert all(each.text for each in named if each is not None)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    for each in root.iter():
        assert each.tag != f"{SVG}script"
        assert not [key for key in each.attrib if key.startswith("on") or key.endswith("href")]


@given(st.sampled_from(Metric), st.lists(st.one_of(st.none(), figures), min_size=1, max_size=40))
def test_a_chart_is_well_formed_and_has_every_day(metric: Metric, values: list[float | None]) -> None:
    given = days_until_today(*(min(value, 3) if metric is Metric.ENERGY and value else value for value in values))

    root = drawn(chart(metric, given))

    assert_accessible(root)
    assert titles_of_days(root) == [f"{full_date(day)}: {said(metric, value)}" for day, value in given.items()]


@given(st.sampled_from(ADDED_UP), st.lists(figures, min_size=1, max_size=40))
def test_bars_are_as_high_as_their_figures(metric: Metric, values: list[float]) -> None:
    bars = classes(drawn(chart(metric, days_until_today(*values))), "bar")

    heights = [float(bar.get("height") or 0) for bar in bars]
    assert len(heights) == len(values)
    for value, height in zip(values, heights, strict=True):
        assert height == pytest.approx(max(heights) * value / (max(values) or 1), abs=0.02)
    for bar, height in zip(bars, heights, strict=True):
        assert float(bar.get("y") or 0) + height == pytest.approx(BOTTOM, abs=0.02)


@settings(max_examples=30)
@given(st.sampled_from(Metric), st.integers(1, 366))
def test_date_labels_keep_their_distance_and_end_today(metric: Metric, count: int) -> None:
    root = drawn(chart(metric, days_until_today(*[1] * count)))

    labels = [each for each in root.iter(f"{SVG}text") if each.get("y") == number(BOTTOM + 20)]
    places = [float(each.get("x") or 0) for each in labels]
    assert 1 <= len(labels) <= MOST_DATES
    assert labels[-1].text == "23 Nov"
    assert all(after - before > 45 for before, after in pairwise(places))
    assert all(30 < place < 693 for place in places)


@given(st.sampled_from([metric for metric in Metric if metric is not Metric.ENERGY]), figures)
def test_lines_are_few_round_and_reach_the_highest(metric: Metric, highest: float) -> None:
    lines = lines_for(metric, highest)

    assert 1 <= len(lines) <= MOST_LINES
    assert lines[-1] >= highest
    assert lines == [lines[0] * number for number in range(1, len(lines) + 1)]
    assert all(len(on_axis(metric, each)) <= 7 for each in lines)


def test_lines_of_focus_are_what_clocks_have() -> None:
    assert [on_axis(Metric.FOCUS, line) for line in lines_for(Metric.FOCUS, 100)] == ["30 min", "1 h", "90 min", "2 h"]
    assert [on_axis(Metric.XP, line) for line in lines_for(Metric.XP, 14_500)] == ["5,000", "10k", "15k"]


def test_energy_has_gaps_where_nothing_was_logged() -> None:
    root = drawn(chart(Metric.ENERGY, days_until_today(1, 2.5, None, 3, None, 2, 2)))

    assert len(classes(root, "line")) == 2
    assert len(classes(root, "dot")) == 5
    assert titles_of_days(root)[2].endswith("nothing logged")
    assert "2.1 of 3 on average, logged on 5 of 7 days" in words_of(root)


def test_a_streak_is_one_line_over_every_day() -> None:
    root = drawn(chart(Metric.STREAK, days_until_today(0, 1, 2, 0, 1)))

    assert len(classes(root, "line")) == len(classes(root, "area")) == 1
    assert "1 day now, 2 days at its longest" in words_of(root)
    assert description(Metric.STREAK, days_until_today(2, 0)).endswith("2026: 2 days at its longest.")


@pytest.mark.parametrize("metric", Metric)
def test_no_figures_are_friendly(metric: Metric) -> None:
    values = days_until_today(*[None if metric is Metric.ENERGY else 0] * 30)

    assert NOTHING_YET in words_of(drawn(chart(metric, values)))
    assert NOTHING_YET in description(metric, values)


def test_what_is_taken_back_later_than_it_was_earned_draws_nothing_below_the_line() -> None:
    bars = classes(drawn(chart(Metric.XP, days_until_today(40, -15))), "bar")

    assert [bar.get("height") for bar in bars][1] == "0"
    assert "25 XP on 1 of 2 days" in description(Metric.XP, days_until_today(40, -15))


@pytest.mark.parametrize(
    ("metric", "value", "words"),
    [
        (Metric.XP, 1234, "1,234 XP"), (Metric.TASKS, 1, "1 task"), (Metric.TASKS, 0, "0 tasks"),
        (Metric.FOCUS, 0, "0 minutes"), (Metric.FOCUS, 0.2, "1 minute"), (Metric.FOCUS, 59.5, "1 h"),
        (Metric.FOCUS, 95, "1 h 35 min"), (Metric.ENERGY, 7 / 3, "2.3 of 3"), (Metric.STREAK, 12, "12 days"),
        (Metric.ENERGY, None, "nothing logged"),
    ],
)  # fmt: skip
def test_figures_in_words(metric: Metric, value: float | None, words: str) -> None:
    assert said(metric, value) == words


def test_a_description_states_the_figures() -> None:
    assert description(Metric.XP, days_until_today(0, 80, 30)) == (
        "21 November to 23 November 2026: 110 XP on 2 of 3 days. The most was 80 XP on Sunday, 22 November 2026."
    )
    assert span(date(2025, 12, 31), date(2026, 1, 2), is_short=True) == "31 Dec 2025 – 2 Jan 2026"
    assert span(TODAY, TODAY) == "23 November 2026"


def year(number: int, values: Mapping[date, float | None] | None = None) -> dict[date, float | None]:
    count = (date(number + 1, 1, 1) - date(number, 1, 1)).days
    return {day: (values or {}).get(day, 0) for day in (date(number, 1, 1) + place * DAY for place in range(count))}


@settings(max_examples=20)
@given(st.sampled_from(ADDED_UP), st.integers(1900, 9998), st.lists(st.one_of(st.none(), figures), max_size=366))
def test_a_heat_map_is_well_formed_and_has_every_day_of_a_year(
    metric: Metric, number: int, values: list[float | None]
) -> None:
    given = year(number) | dict(zip(year(number), values, strict=False))

    root = drawn(heatmap(metric, given))

    assert_accessible(root)
    assert titles_of_days(root) == [
        f"{full_date(day)}: {AHEAD if value is None else said(metric, value)}" for day, value in given.items()
    ]
    cells = [group.find(f"{SVG}rect") for group in root.iter(f"{SVG}g")]
    corners = {
        (round(float(cell.get("x") or 0)), round(float(cell.get("y") or 0))) for cell in cells if cell is not None
    }
    assert len(corners) == len(given)
    assert all(x + 11 < 772 and y + 11 < 180 for x, y in corners)


def test_a_week_is_a_column_and_a_weekday_a_row() -> None:
    root = drawn(heatmap(Metric.XP, days_until_today(*range(14))))

    places = [(each.get("x"), each.get("y")) for each in classes(root, "shade")[:14]]
    assert places[0][1] == places[7][1] != places[6][1]
    assert places[0][0] == places[5][0] != places[6][0] == places[12][0]


@settings(max_examples=30)
@given(st.dates(date(1900, 1, 1), date(9998, 1, 1)), st.integers(1, 371))
def test_names_of_months_never_overlap(first: date, count: int) -> None:
    root = drawn(heatmap(Metric.XP, {first + place * DAY: 0 for place in range(count)}))

    places = [float(each.get("x") or 0) for each in root.iter(f"{SVG}text") if each.get("y") == "78"]
    assert all(after - before > 36 for before, after in pairwise(places))


@given(st.lists(figures, max_size=60))
def test_shades_grow_with_their_figures(values: list[float]) -> None:
    begins = shades_of(values)

    shades = [shade(value, begins) for value in sorted(values)]

    assert shades == sorted(shades)
    assert all((each == 0) == (value == 0) for each, value in zip(shades, sorted(values), strict=True))
    if shades and shades[-1]:
        assert shades[-1] == 4


def test_shades_are_quarters() -> None:
    begins = shades_of([0, 0, 0, *range(1, 9)])

    assert [shade(value, begins) for value in range(9)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"])))
def test_words_are_escaped(words: str) -> None:
    root = drawn(element("g", text(words, x=1, y=2, class_="label"), titled(words), id=words))

    assert root.get("id") == words
    assert root.findtext("text") == words
    assert root.findtext("g/title") == words
