"""Reports of energy: 'energy 3/3 after that walk', 'feeling drained', 'so tired today'."""

import re

from src.domain.capture.item import Reading
from src.domain.capture.lexicon import FEELINGS
from src.domain.capture.line import Line
from src.domain.capture.tables import words_of
from src.domain.capture.verbs import VERBS

SCORE = re.compile(r"([1-3])/3")
OPENINGS = words_of("energy my feeling i'm im having got morning evening low high medium very no super lowest")
RESTING = words_of("rest walk work run sleep crash nap")
BETWEEN = words_of(": level is at = really so pretty levels are very super feels")
TURNS = {"crashed": 1, "gone": 1, "shot": 1, "tanked": 1, "down": 1, "dipping": 1, "up": 3, "back": 3, "through": 3}
SOFTENERS = words_of("""
    i'm im i am feeling feel felt so really super pretty very totally completely a bit kinda kind of today just
    still and absolutely too way
    """)
SAYS_ENOUGH = words_of("exhausted knackered drained wired shattered zonked tired wiped energised energized")
NEEDS_FEELING = words_of("okay ok great dead fresh amazing alright low high full")
SAYING_SO = words_of("feeling feel i'm im felt")


def energy_report(reading: Reading) -> int | None:
    """The level that is reported; None for a task that needs energy ('low energy: sort mail')."""
    line, start = reading.line, reading.body
    rated = _rated(reading)
    if rated is not None:
        return rated
    if line.low(start) == "energy" or line.has(start, "my", "energy"):
        return _told(line, start + 1 + (line.low(start) == "my"))
    return _felt(line, start)


def _rated(reading: Reading) -> int | None:
    """'energy 2', 'low energy today': marks with no task behind them."""
    line, start = reading.line, reading.body
    said = [f for f in reading.found if f.field == "energy_required" and isinstance(f.value, int)]
    if not said or line.low(start) not in OPENINGS or any(line.low(f.end - 1) in (":", ",") for f in said):
        return None
    acts = any(line.low(place) in VERBS - RESTING for place in range(start, min(len(line), start + 8)))
    return said[0].value if not acts and isinstance(said[0].value, int) else None


def _told(line: Line, place: int) -> int | None:
    """What follows 'energy' or 'my energy'."""
    score = next((s for p in range(place, place + 4) if (s := SCORE.fullmatch(line.low(p)))), None)
    if score:
        return int(score[1])
    while line.low(place) in BETWEEN:
        place += 1
    return FEELINGS.get(line.low(place)) or TURNS.get(line.low(place))


def _felt(line: Line, start: int) -> int | None:
    """'feeling totally drained', 'so tired', 'exhausted'."""
    first, place = line.low(start), start
    while line.low(place) in SOFTENERS and place - start < 6:
        place += 1
    word = line.low(place)
    if word not in FEELINGS or first in ("a", "of"):
        return None
    if place == start and word not in SAYS_ENOUGH:
        told = FEELINGS[word] == 1 and word not in NEEDS_FEELING and line.low(place + 1) in ("after", "from", "rn")
        return FEELINGS[word] if told else None
    return None if word in NEEDS_FEELING and first not in SAYING_SO else FEELINGS[word]
