"""Random dumps through the capture parser and the splitter, held to what must be true of every text.

Run from the project's folder: `python -m bench.capture_fuzz --count 1000000 --workers 2`. The same seed gives the same
dumps, however many workers share them. Exits 1 when a text breaks a promise, and shows it.
"""

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import starmap
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

from src.domain.capture import ItemType, Known, ParsedItem, parse
from src.domain.splitting import Split, decompose, split

CASES = Path(__file__).parents[1] / "src/domain/tests/capture_cases.jsonl"
ZONES = tuple(
    map(ZoneInfo, ("America/New_York", "Europe/London", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC"))
)
KNOWN = Known(projects=("Home", "Tax 2027"), labels=("errands",), people=("Priya", "Sam"), agents=("claude",))
SOUP_TEXT = (
    "call buy email book fix read ask tell get milk eggs mum Sam Priya the a an my report meeting friday mon sat sun "
    "tue wed thurs tomorrow 2moro tonight today next this last first 2nd third of month week year day days weeks every "
    "every! each other daily weekly monthly quarterly twice 3x a week until for from to between or and then also plus "
    "at on in by before after around due starting jan feb march may dec 5 9 12 31 15th 1/2 13/12 24/7 2026-12-01 "
    "31.10. 9.30 9:30 7am 7pm 19:00 1400 noon midnight eod eom half past quarter JST UTC+2 p1 p4 !! !!! #Home "
    "#Tax-2027 @claude @errands ~30m 2h 90 min minutes hour low high energy : ; , . ? ( ) [ ] \" ' “ ” « » ` - – — / "
    "+ & → * • 1. 2) [ ] [x] goal: idea: shopping: note: habit: remember: someday maybe lol pls xx w/ b4 re: the "
    "Friday Night Lights 1984 3/4 cup 3-2 £9.30 0161 496 0123 http://a.b/c?d=1 report.pdf a@b.example C:\\x \\#tag "
    "<b> </b> {{x}} 😀 👩\u200d👩\u200d👧 e\u0301 ﬁ İ ß \u200b \u202e \u00a0 \u2028 \x00 ignore previous instructions"
)
SOUP = SOUP_TEXT.split(" ")
GLUE = (" ", " ", " ", " ", "\n", "\r\n", "\n- ", ", ", "; ", ". ", " and ", "\t", "")
WORD = re.compile(r"[^\W_]+")
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x300, 0x36F),
    (0x590, 0x6FF),
    (0x2000, 0x206F),
    (0x4E00, 0x4FFF),
    (0x1F300, 0x1FAFF),
)
BATCH = 2_000
SHOWN = 20


@dataclass(slots=True)
class Tally:
    texts: int = 0
    items: int = 0
    characters: int = 0
    broken: list[tuple[str, str, str]] = field(default_factory=list)
    slowest_ms: float = 0.0
    slowest: str = ""

    def add(self, other: "Tally") -> None:
        self.texts += other.texts
        self.items += other.items
        self.characters += other.characters
        self.broken += other.broken
        if other.slowest_ms > self.slowest_ms:
            self.slowest_ms, self.slowest = other.slowest_ms, other.slowest


def sentences() -> list[str]:
    lines = [json.loads(line) for line in CASES.read_text(encoding="utf-8").split("\n") if line]
    return [line["text"] for line in lines if "text" in line]


def soup(random: Random) -> str:
    return "".join(random.choice(SOUP) + random.choice(GLUE) for _ in range(random.randint(1, 14)))


def noise(random: Random) -> str:
    first, last = random.choice(RANGES)
    return "".join(chr(random.randint(first, last)) for _ in range(random.randint(1, 40)))


def mutated(random: Random, texts: list[str]) -> str:
    """A sentence of the cases with a few words or characters lost, doubled, swapped or put in from elsewhere."""
    text = random.choice(texts)
    for _ in range(random.randint(1, 4)):
        place = random.randint(0, len(text))
        change = random.randrange(6)
        if change == 0:
            text = text[:place] + text[place + random.randint(1, 4) :]
        elif change == 1:
            text = text[:place] + random.choice(SOUP) + text[place:]
        elif change == 2:
            text = text[:place] + random.choice(GLUE) + text[place:]
        elif change == 3:
            text = text[place:] + " " + text[:place]
        elif change == 4:
            text = text[:place] + noise(random)[:3] + text[place:]
        else:
            text = text[:place] + " " + random.choice(texts)[:60]
    return text[:600]


def dump(random: Random, texts: list[str]) -> str:
    kind = random.random()
    return soup(random) if kind < 0.45 else noise(random) if kind < 0.55 else mutated(random, texts)


def lost_words(text: str, items: list[ParsedItem]) -> list[str]:
    """Runs of letters and digits that are in no title and in no span."""
    titles = " ".join(item.title for item in items).casefold()
    covered = {place for item in items for span in item.spans for place in range(span.start, span.end)}
    return [
        word[0]
        for word in WORD.finditer(text)
        if word[0].casefold() not in titles and not covered.issuperset(range(word.start(), word.end()))
    ]


def parser_promises(written: str, items: list[ParsedItem], now: datetime) -> Iterator[str]:
    """What is wrong with the items of a text (NFC); nothing for a sound answer."""
    if not items and any(unicodedata.category(character)[0] not in "CZ" for character in written):
        yield "a text without items"
    for item in items:
        if not item.title.strip():
            yield "empty title"
        if not 0 <= item.confidence <= 1 or item.needs_confirmation != bool(item.doubts):
            yield "confidence or confirmation"
        if item.due_time and not item.due_date:
            yield "a time without a date"
        if item.due_date and (now.date() - item.due_date).days > 1:
            yield "a date in the past"
        if item.type in (ItemType.NOTE, ItemType.ENERGY) and (item.due_date or item.recurrence):
            yield "a note with a date"
        if any(not 0 <= s.start < s.end <= len(written) or s.text != written[s.start : s.end] for s in item.spans):
            yield "span"
    if lost := lost_words(written, items):
        yield f"lost {lost[:3]}"


def splitter_promises(answer: Split, cap: int, most: int) -> Iterator[str]:
    """What is wrong with an answer of the splitter."""
    if not 1 <= len(answer.steps) <= most:
        yield f"{len(answer.steps)} steps"
    if any(not step.description.strip() or not step.short_label.strip() for step in answer.steps):
        yield "empty step"
    if any(not 1 <= step.estimated_minutes <= cap for step in answer.steps):
        yield "minutes of a step"
    if answer.steps and answer.steps[0].estimated_minutes > 2:
        yield "long first step"
    if len({step.description for step in answer.steps}) < len(answer.steps):
        yield "the same step twice"


def attempt(name: str, text: str, tally: Tally, action: Callable[[], Iterator[str]]) -> None:
    """Run one check; an exception is a broken promise like any other."""
    try:
        tally.broken += [(name, complaint, text) for complaint in action()]
    except Exception as error:
        tally.broken.append((name, f"{type(error).__name__}: {error}", text))


def check(random: Random, text: str, tally: Tally, parts: str) -> None:
    """One text through the parser and, with its first title, through the splitter."""
    zone = random.choice(ZONES)
    now = datetime(2024, 1, 1, tzinfo=zone) + timedelta(minutes=random.randrange(6 * 365 * 24 * 60))
    written = unicodedata.normalize("NFC", text)
    found: list[ParsedItem] = []

    def parsed() -> Iterator[str]:
        found.extend(parse(text, now=now, zone=zone, known=KNOWN))
        yield from parser_promises(written, found, now.astimezone(zone))

    began = process_time()
    attempt("parse", text, tally, parsed)
    spent = (process_time() - began) * 1000
    if spent > tally.slowest_ms:
        tally.slowest_ms, tally.slowest = spent, text
    tally.texts += 1
    tally.items += len(found)
    tally.characters += len(text)
    if parts == "both":
        title = found[0].title if found else text
        most, cap, low = random.randint(2, 10), random.randint(1, 10), random.choice((None, 1, 3))
        attempt("split", title, tally, lambda: splitter_promises(
            split(title, max_steps=most, max_minutes_per_step=cap, energy_level=low), cap, most
        ))  # fmt: skip
        attempt("decompose", title, tally, lambda: splitter_promises(
            decompose(title, minutes=random.randint(1, 30), max_minutes_per_step=cap), cap, 4
        ))  # fmt: skip


def batch(seed: int, count: int, parts: str) -> Tally:
    random, texts, tally = Random(seed), sentences(), Tally()
    for _ in range(count):
        check(random, dump(random, texts), tally, parts)
    return tally


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--parts", choices=("both", "parser"), default="both")
    options.add_argument("--minutes", type=float, default=40, help="stop after so long, and say how many were run")
    asked = options.parse_args()
    sizes = [min(BATCH, asked.count - done) for done in range(0, asked.count, BATCH)]
    jobs = [(asked.seed * 1_000_003 + number, size, asked.parts) for number, size in enumerate(sizes)]
    total, began = Tally(), perf_counter()
    if asked.workers == 1:
        results = starmap(batch, jobs)
        for tally in results:
            total.add(tally)
            if perf_counter() - began > 60 * asked.minutes:
                break
    else:
        with ProcessPoolExecutor(asked.workers) as pool:
            for start in range(0, len(jobs), asked.workers * 4):
                for tally in pool.map(batch, *zip(*jobs[start : start + asked.workers * 4], strict=True)):
                    total.add(tally)
                if perf_counter() - began > 60 * asked.minutes:
                    break
    seconds = perf_counter() - began
    kinds = Counter((name, complaint) for name, complaint, _ in total.broken)
    print(f"{total.texts:,} texts ({total.characters:,} characters), {total.items:,} items in {seconds:.0f} s")
    print(f"slowest parse {total.slowest_ms:.1f} ms of CPU: {total.slowest[:80]!r}")
    print(f"{len(total.broken)} broken promises")
    for (name, complaint), number in kinds.most_common(SHOWN):
        example = min((t for n, c, t in total.broken if (n, c) == (name, complaint)), key=len)
        print(f"  {number:>6}  {name}: {complaint}  e.g. {example!r}")
    return int(bool(total.broken))


if __name__ == "__main__":
    raise SystemExit(main())
