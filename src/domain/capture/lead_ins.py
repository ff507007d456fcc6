"""The front and the tail of a thought: what kind it is, and words that only introduce or close it."""

from dataclasses import dataclass

from src.domain.capture.fillers import COLON_FILLERS, FILLERS, TRAILING_FILLERS
from src.domain.capture.labels import (
    GOAL_OPENINGS,
    HABIT_OPENINGS,
    LABELLED,
    SOMEDAY_ENDINGS,
    SOMEDAY_OPENINGS,
    SPLIT_ENDINGS,
    SPLIT_OPENINGS,
)
from src.domain.capture.line import Line
from src.domain.capture.model import ItemType
from src.domain.capture.moments import Found
from src.domain.capture.tables import Phrase, PhraseBook, words_of
from src.domain.capture.verbs import VERBS

LABEL_PHRASES = PhraseBook(LABELLED)
LABEL_HEADS = {
    "idea": ItemType.IDEA, "ideas": ItemType.IDEA, "thought": ItemType.IDEA, "thoughts": ItemType.IDEA,
    "note": ItemType.NOTE, "notes": ItemType.NOTE, "fact": ItemType.NOTE, "goal": ItemType.GOAL,
}  # fmt: skip
BEFORE_OBJECTS = words_of("say a of to an is am")
KIND_FIELD = "type"
POLITE = words_of("please pls plz just")
GREETINGS = words_of("so right maybe well yeah hey hi")
SHORT_FILLERS = words_of("""
    should need maybe brain time can quick just add task i we let's lets needs must imagine
    """)


SHOPS = words_of("""
    tesco aldi lidl asda sainsburys sainsbury's waitrose morrisons coop co-op rewe edeka penny dm rossmann boots
    superdrug ikea b&q wilko costco target walmart kroger publix safeway supermarket grocery store shop food pharmacy
    chemist hardware market bakery butcher
""")


@dataclass(slots=True)
class Opening:
    """What the front of an item has said so far, and the position behind it."""

    end: int
    type: ItemType | None = None
    is_someday: bool = False
    wants_split: bool = False
    was_labelled: bool = False


def read_opening(line: Line) -> tuple[Opening, list[Found]]:
    """Everything before the thought itself, phrase after phrase."""
    opening, found = Opening(0), list[Found]()
    while not line.is_end(opening.end):
        start = opening.end
        piece = _label(line, opening) or _kind_phrase(line, opening) or _filler(line, opening)
        if piece is None or line.is_end(piece.end):
            opening.end = start
            break
        found.append(piece)
        opening.end = piece.end
    return opening, found


def _label(line: Line, opening: Opening) -> Found | None:
    """'goal:', 'shopping list -', '[idea]'."""
    if run_end := shop_run(line, opening.end):
        opening.type, opening.was_labelled = ItemType.SHOPPING, True
        return Found(KIND_FIELD, opening.end, run_end)
    start = line.skip(opening.end, "[", "(")
    phrase = line.starts(start, LABEL_PHRASES)
    if phrase is None:
        _named_label(line, opening)
        return None
    end = start + len(phrase)
    closed = start > opening.end and line.low(end) in ("]", ")")
    if closed:
        end = line.skip(end + 1, ":")
    elif line.low(end) in (":", "-", "\u2013", "—", "=") and (line.low(end) == ":" or line.tokens[end].spaced):
        end += 1
    else:
        return None
    kind = LABELLED[phrase]
    if opening.type is None or kind is not ItemType.TASK:
        opening.type = kind
    opening.was_labelled = True
    return Found(KIND_FIELD, opening.end, end)


def shop_run(line: Line, start: int) -> int:
    """The end of 'tesco run l8r:' without its colon's day, 0 when no colon ends it."""
    end = start + 1
    if line.low(start) not in SHOPS or line.low(end) not in ("run", "shop", "trip", "list", "order"):
        return 0
    end = line.skip(end + 1, "l8r", "later", "soon")
    for colon in range(end, end + 4):
        if line.low(colon) == ":":
            return colon + 1 if colon == end else end
    return 0


def _named_label(line: Line, opening: Opening) -> None:
    """'retro notes: …', 'loft idea: …': the kind is told, and the words in front of it belong to the title."""
    colon = next((p for p in range(opening.end + 1, opening.end + 4) if line.low(p) == ":"), 0)
    if colon and opening.type is None and line.low(opening.end) not in VERBS:
        opening.type = LABEL_HEADS.get(line.low(colon - 1))


def _kind_phrase(line: Line, opening: Opening) -> Found | None:
    start = opening.end
    if phrase := line.starts(start, SOMEDAY_OPENINGS):
        end = _behind_colon(line, start + len(phrase))
        if not (len(phrase) == 1 and line.low(end) in ("soon",)):
            opening.is_someday = True
            return Found("tags", start, _behind_pronoun(line, end))
    if phrase := line.starts(start, GOAL_OPENINGS):
        opening.type = ItemType.GOAL
        return Found(KIND_FIELD, start, start + len(phrase))
    if phrase := line.starts(start, HABIT_OPENINGS):
        opening.type = ItemType.HABIT
        return Found(KIND_FIELD, start, start + len(phrase))
    phrase = line.starts(start, SPLIT_OPENINGS)
    if (
        phrase is None
        or (line.low(start + len(phrase)) != ":" and phrase in WEAK_SPLITS)
        or (line.low(start) == "split" and line.low(start + len(phrase)) != ":")
    ):
        return None
    opening.wants_split = True
    return Found("wants_split", start, _behind_colon(line, start + len(phrase)))


WEAK_SPLITS: frozenset[Phrase] = frozenset(
    {("help", "me", "with"), ("split",), ("split", "up"), ("chunk",), ("steps", "for"), ("help", "me", "start")}
    | {("make", "a", "plan", "for"), ("too", "big"), ("big", "project"), ("decompose",), ("need", "steps", "for")}
)


def _behind_colon(line: Line, place: int) -> int:
    return place + 1 if line.low(place) in (":", ",", "-", "\u2013", "—") else place


def _behind_pronoun(line: Line, place: int) -> int:
    """The position behind 'i want to', 'i'd like to' after a someday."""
    for phrase in (
        ("i'd", "love", "to"),
        ("i'd", "like", "to"),
        ("i", "want", "to"),
        ("i", "would", "like", "to"),
        ("i", "will"),
        ("i'll",),
        ("i", "should"),
    ):
        if line.has(place, *phrase):
            return place + len(phrase)
    return line.skip(place, "to") if line.low(place + 1) in VERBS else place


def _filler(line: Line, opening: Opening) -> Found | None:
    start = opening.end
    if opening.was_labelled and opening.type in (ItemType.IDEA, ItemType.NOTE, ItemType.GOAL):
        return None
    phrase = line.starts(start, FILLERS)
    if phrase is None:
        return None
    end = start + len(phrase)
    follows = line.low(end)
    if follows in (":", ",", "...", "-", "\u2013", "—", ".."):
        return Found("lead_in", start, end + 1)
    if phrase[0] in GREETINGS and line.starts(end, FILLERS):
        return Found("lead_in", start, end)
    if (
        len(phrase) == 1
        and (phrase[0] in COLON_FILLERS or phrase[0] in SHORT_FILLERS)
        and phrase[0] not in ("just", "should")
    ):
        leads_on = follows in VERBS and phrase[0] not in ("task", "add", "dump")
        return Found("lead_in", start, end) if leads_on else None
    if phrase[0] in ("can", "could", "cn", "cud", "would", "will") and follows not in VERBS | POLITE:
        return None
    return Found("lead_in", start, end)


def read_closing(line: Line, start: int) -> tuple[list[Found], bool, bool]:
    """Words at the end that say nothing of the thing to do; whether they mean someday, and whether to split it."""
    found: list[Found] = []
    is_someday = wants_split = False
    end = len(line)
    while end > start:
        body = end
        while body > start and line.low(body - 1) in (".", "!", ",", "...", ":)", ")", ";", "…", ".."):
            body -= 1
        phrase, field = _ending(line, start, body)
        if phrase is None:
            break
        begin = body - len(phrase)
        while begin > start and line.low(begin - 1) in (",", "-", "—", "\u2013", "(", "...", "and", "…"):
            begin -= 1
        if begin <= start:
            break
        is_someday = is_someday or field == "tags"
        wants_split = wants_split or field == "wants_split"
        found.append(Found(field, begin, end))
        end = begin
    return found, is_someday, wants_split


def _ending(line: Line, start: int, end: int) -> tuple[Phrase | None, str]:
    for field, book in (("tags", SOMEDAY_ENDINGS), ("wants_split", SPLIT_ENDINGS), ("lead_in", TRAILING_FILLERS)):
        phrase = line.ends(end, book)
        if phrase is None or end - len(phrase) <= start:
            continue
        if field != "lead_in" or line.low(end - len(phrase) - 1) not in BEFORE_OBJECTS:
            return phrase, field
    return None, ""
