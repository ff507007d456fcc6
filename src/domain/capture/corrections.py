"""Taking back what was just said: 'tuesday no wednesday', 'at 2, sorry, 3pm'."""

from src.domain.capture.line import Line
from src.domain.capture.moments import Clock, Day, Found
from src.domain.capture.tables import phrases

CORRECTIONS = phrases("""
no
no no
no wait
wait no
oh wait no
no sorry
sorry
sorry no
i mean
no i mean
sorry i mean
actually
no actually
actually no
wait actually
make that
make it
no make it
no make that
actually make it
actually make that
or rather
rather
scratch that
no scratch that
hang on no
wait
oh wait
""")


def correction_end(line: Line, place: int) -> int | None:
    """The position behind the words at `place` that take something back, commas among them."""
    start = place
    while line.low(start) in (",", "...", "-", "\u2013", "—", "("):
        start += 1
    phrase = line.starts(start, CORRECTIONS)
    return line.skip(start + len(phrase), ",", "...") if phrase else None


def take_back(found: list[Found], correction: Found) -> bool:
    """Put the corrected day or time in the place of the last such one; the words of that one say nothing more."""
    value = correction.value
    for number in range(len(found) - 1, max(-1, len(found) - 4), -1):
        earlier = found[number]
        same = (isinstance(value, Day) and isinstance(earlier.value, Day)) or (
            isinstance(value, Clock) and isinstance(earlier.value, Clock)
        )
        if same:
            found[number] = earlier._replace(value=None)
            return True
    return False
