"""How long capture takes: p50 and p99 for dumps of 500 characters, and the growth up to 10,000.

Run from the project's folder: `python -m bench.capture_latency`.
"""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from time import perf_counter
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

from src.domain.capture import parse

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
THOUGHTS = (
    "call mum in 20 min",
    "pay rent p1 #Home @bills tomorrow",
    "team standup every weekday 9:30",
    "tomorrow: gym 7am, dentist 9:30, pick up kids 3",
    "idea: app that shames me less lol",
    "draft proposal 2h tmrw morning and email Sam the slides by friday 5pm",
    "read The 9/11 Report",
    "shopping list: oat milk, lentils, cat litter",
    "ask Priya to send the venue list before dec 18th",
    "swim every mon, wed and fri 6:30am until jan 31",
)
SIZES = (1_000, 2_000, 5_000, 10_000)
HOSTILE = ("every ", "(((", "and ", "1", '"', "@", "😀", "e\u0301", "x, ", "first ", "tomorrow ", "1. a ")


def dump(random: Random, length: int) -> str:
    text = ""
    while len(text) < length:
        text += random.choice(THOUGHTS) + random.choice(("\n", "; ", ". "))
    return text[:length]


def milliseconds(action: Callable[[], object]) -> float:
    began = perf_counter()
    action()
    return (perf_counter() - began) * 1000


def parse_milliseconds(text: str) -> float:
    return milliseconds(lambda: parse(text, now=NOW, zone=ZONE))


def main() -> None:
    random = Random(1)
    times = sorted(parse_milliseconds(dump(random, 500)) for _ in range(1_000))
    print(f"500 characters: p50 {times[499]:.2f} ms, p99 {times[989]:.2f} ms")
    print("milliseconds for " + ", ".join(f"{size:,}" for size in SIZES) + " characters")
    for name, text in [("dump", dump(random, SIZES[-1])), *((repr(unit), unit * SIZES[-1]) for unit in HOSTILE)]:
        best = [min(parse_milliseconds(text[:size]) for _ in range(3)) for size in SIZES]
        print(f"  {name:<12}" + "".join(f"{value:10.1f}" for value in best))


if __name__ == "__main__":
    main()
