"""Thoughts said without a stop between them, and words that only say how it feels to say them."""

from collections.abc import Sequence

from src.domain.capture.clauses import (
    begins_task,
    behind_fillers,
    content_count,
    has_own_object,
    is_content,
    is_timed,
    is_verb,
)
from src.domain.capture.context import numbers_something
from src.domain.capture.corrections import correction_end
from src.domain.capture.line import Line
from src.domain.capture.tables import words_of
from src.domain.capture.tokens import Token
from src.domain.capture.verbs import ARTICLES
from src.domain.capture.words import NUMBERED

RUN_ONS = words_of("i i've ive i'll remind don't dont gotta need have")
"""They begin 'i need to', 'remind me to': said without a stop, they begin the next thought."""
SOUNDS = words_of("omg ugh argh")
NO_END = words_of("""
    what how when where who which things stuff everything all that if because cos so think know why and the a but or to
    then also oh before after until unless while whatever bits i we you they he she it says said maybe whether btw
    please just really still probably wait like
""")
"""Behind these words 'i need to' goes on with the same thought."""
ASIDES = words_of("""
    i i'm im so really just feel feeling felt am hate don't dont do not want wanna to this it that awful bad terrible
    guilty sick tired exhausted stressed anxious overwhelmed sorry know ugh argh omg god honestly totally too very
    a bit kinda like about keep forgetting , ... cba can't cant be bothered still
""")
"""All that an aside may say: 'ugh i feel awful (but cancel on Maya)'."""


def is_aside(tokens: Sequence[Token]) -> bool:
    """Whether the words only say how somebody feels."""
    lows = {token.low for token in tokens}
    return bool(tokens) and bool(lows & {"i", "i'm", "im", "so"}) and lows <= ASIDES


def runs_on(line: Line, start: int, place: int) -> bool:
    """'call Sam tomorrow (i need to renew the insurance)', not 'return the book i need to scan'."""
    if line.low(place) == "need" and line.low(place + 1) in ("a", "an", "some", "more", "new"):
        return is_timed(line, place - 1, place) or NUMBERED.fullmatch(line.low(place - 1)) is not None
    verb = behind_fillers(line, place)
    if verb < place + 2 or not is_verb(line.low(verb)) or not begins_task(line, verb):
        return False
    if line.low(place - 1) in SOUNDS and place > start + 1:
        return True
    if not is_verb(line.low(behind_fillers(line, start))):
        return False
    if line.low(place - 1) in NO_END or not line.is_word(place - 1) or not has_own_object(line, verb, len(line)):
        return False
    if line.low(place) in ("remind", "don't", "dont") or is_timed(line, place - 1, place):
        return line.low(place) not in ("need", "have") or is_timed(line, place - 1, place)
    return line.low(place) in ("i", "i've", "ive", "i'll") and line.low(verb + 1) in ARTICLES


def is_next_event(line: Line, start: int, place: int, end: int) -> bool:
    """'football 4-5:30 then bath at 7': behind 'then' something with its own time."""
    stop = next((p for p in range(end, min(end + 12, len(line))) if line.low(p) in ("then", ",", ";", ".")), end + 12)
    stop = min(stop, len(line))
    timed = any(line.low(p)[:1].isdigit() for p in range(end, stop)) and is_timed(line, end, stop)
    begun = begins_task(line, start) or is_timed(line, max(start, place - 12), place)
    begun = begun or ends_in_hour(line, start, place)
    return timed and begun and content_count(line, end, stop) > 0 and is_content(line, end)


def ends_in_hour(line: Line, start: int, stop: int) -> bool:
    """'…, 1:1 with Gus 11, …': behind a thought with its time, a number at the end of the next one is a time too."""
    number = line.low(stop - 1)
    if line.low(stop - 2) in ("-", "\u2013") and line.low(stop - 3).isdecimal():
        stop -= 2
    is_hour = number.isdecimal() and 1 <= int(number[:4]) <= 12 and len(number) < 3
    return is_hour and stop - start > 1 and line.is_word(stop - 2) and not numbers_something(line, stop - 1)


def takes_back(line: Line, place: int) -> bool:
    """'(monday,) actually tuesday': words that correct the day or time before them."""
    end = correction_end(line, place)
    return end is not None and (is_timed(line, end, end + 2) or line.low(end)[:1].isdigit())
