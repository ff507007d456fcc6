"""Quick-add marks and the words that stand for them: p1, !!!, #project, @label, energy, urgent."""

import re

from src.domain.capture.lexicon import ENERGY_WORDS, PRIORITIES
from src.domain.capture.line import Line
from src.domain.capture.model import Known, Priority
from src.domain.capture.moments import Found
from src.domain.capture.tables import PhraseBook, words_of
from src.domain.capture.tokens import Kind

LEVELS = {"p1": Priority.URGENT, "p2": Priority.HIGH, "p3": Priority.MEDIUM, "p4": Priority.LOW}
BANGS = {2: Priority.HIGH, 3: Priority.URGENT}
PRIORITY_PHRASES = PhraseBook(PRIORITIES)
SOLE_NOUNS = words_of("care carer response")
ENERGY_SCORE = re.compile(r"([1-3])/3|([1-3])")
POINTING = words_of("it's its it this")
REPORTING = words_of("them him her that if whether say says said think thinks because since when know me us you mean")
"""Before 'it's urgent' they make it what somebody is told, not how this is weighed."""
WEAK = words_of("important emergency whenever immediately urgently")


def read_mark(line: Line, place: int, known: Known) -> Found | None:
    """A mark that is one token."""
    token, word = line.tokens[place], line.low(place)
    if word in LEVELS and line.low(place - 1) not in ("bug", "severity", "the"):
        return Found("priority", place, place + 1, LEVELS[word].value)
    if token.kind is Kind.MARK and word[0] == "!" and len(word) > 1:
        return Found("priority", place, place + 1, BANGS.get(len(word), Priority.URGENT).value)
    if len(word) > 1 and word[0] == "#" and word[1].isalpha():
        name = token.text[1:]
        return Found("project_hint", place, place + 1, known.match(name, known.projects) or name)
    if len(word) > 1 and word[0] == "@" and not word[1].isdigit():
        return _at_name(line, place, known)
    return None


def _at_name(line: Line, place: int, known: Known) -> Found | None:
    """An agent's or a person's name is who does it; every other @word is a label."""
    name = line.tokens[place].text[1:]
    if line.low(place) in ("@noon", "@midnight", "@midday"):
        return None
    if owner := known.match(name, known.agents) or known.match(name, known.people):
        return Found("delegate_to", place, place + 1, owner)
    return Found("tags", place, place + 1, known.match(name, known.labels) or name)


def read_priority_words(line: Line, place: int) -> Found | None:
    """Urgent, asap, low priority …, unless they only describe a noun ('an urgent care clinic')."""
    found = line.starts(place, PRIORITY_PHRASES)
    if found and found[0] in POINTING and (line.low(place - 1) in REPORTING or line.low(place - 2) in ("tell", "let")):
        return None
    if found is None or line.low(place - 1) in (
        "it's",
        "its",
        "the",
        "a",
        "an",
        "most",
        "more",
        "any",
        "not",
        "is",
        "about",
        "how",
        "their",
        "my",
    ):
        return None
    end = place + len(found)
    follows = line.is_word(end) and line.low(end).isalpha()
    if follows and (found[0] in WEAK or len(found) == 1) and place > 0:
        return (
            None
            if line.low(place - 1) not in (",", "-", "(", "\u2013", "—")
            and line.low(end) not in ("by", "before", "on", "today", "tomorrow", "pls", "please")
            else _words(place, end, found)
        )
    if line.low(end) in SOLE_NOUNS or (found[0] in WEAK and follows):
        return None
    end += line.low(end) in (":", ",", "!", "-", "\u2013", "—")
    return _words(place, end, found)


def _words(place: int, end: int, phrase: tuple[str, ...]) -> Found:
    return Found("priority", place, end, PRIORITIES[phrase].value)


def read_energy_words(line: Line, place: int) -> Found | None:
    """Low energy, high-energy:, energy 2, energy: high, low spoons."""
    start = line.skip(place, "needs", "requires", "takes", "for")
    word = line.low(start)
    joined = word.split("-")
    if len(joined) == 2 and joined[1] == "energy" and joined[0] in ENERGY_WORDS:
        return _energy(line, place, start + 1, ENERGY_WORDS[joined[0]])
    if word in ENERGY_WORDS and line.low(start + 1) in ("energy", "spoons", "effort", "brainpower"):
        return _energy(line, place, start + 2, ENERGY_WORDS[word])
    if word == "energy" and start == place:
        after = line.skip(place + 1, ":", "level", "=", "is")
        after = line.skip(after, ":", "at")
        score = ENERGY_SCORE.fullmatch(line.low(after))
        if score:
            end = after + 3 if line.has(after + 1, "out", "of") else after + 1
            return _energy(line, place, end, int(score[1] or score[2]))
        if line.low(after) in ENERGY_WORDS and line.low(after) not in ("no", "some"):
            return _energy(line, place, after + 1, ENERGY_WORDS[line.low(after)])
    return None


def _energy(line: Line, place: int, end: int, level: int) -> Found | None:
    if line.low(end) in (
        "bill",
        "bills",
        "drink",
        "drinks",
        "bar",
        "bars",
        "supplier",
        "saving",
        "efficient",
        "light",
        "bulbs",
        "company",
        "provider",
    ):
        return None
    end = line.skip(end, "task", "tasks")
    return Found("energy_required", place, end + (line.low(end) in (":", ",")), level)
