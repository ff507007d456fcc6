"""Whether words begin a thing to do of their own: the question behind every 'and' and every comma."""

from functools import lru_cache

from src.domain.capture.calendar_words import MONTHS, WEEKDAYS
from src.domain.capture.clock import read_written
from src.domain.capture.fillers import FILLERS
from src.domain.capture.lead_ins import LABEL_PHRASES
from src.domain.capture.lexicon import GROCERIES
from src.domain.capture.line import Line
from src.domain.capture.prepositions import PREPOSITIONS
from src.domain.capture.tables import PhraseBook, words_of
from src.domain.capture.tokens import Kind
from src.domain.capture.verbs import ARTICLES, INQUIRY, JOINT_FIRST, MEDIA_VERBS, PRONOUNS, STAND_ALONE, TALKING, VERBS
from src.domain.capture.words import is_tonight, relative_day_of, weekday_of

NOUN_PAIRS: dict[str, frozenset[str]] = {
    "book": frozenset({"club", "shelf", "shop", "report"}),
    "water": words_of("bottle bottles filter filters bill jug softener"),
    "paint": words_of("brush brushes rollers roller tray swatches"),
    "light": frozenset({"bulb", "bulbs", "fixture"}),
    "phone": frozenset({"charger", "bill", "case", "number"}),
    "post": frozenset({"office", "its", "code"}),
    "email": frozenset({"address", "list"}),
    "plan": frozenset({"b"}),
    "iron": frozenset({"supplements", "tablets", "supplement"}),
    "cook": frozenset({"book"}),
    "wrap": frozenset({"paper"}),
    "share": frozenset({"price"}),
    "plant": words_of("pots pot food"),
    "tape": frozenset({"measure"}),
    "cream": frozenset({"cheese"}),
    "salt": frozenset({"pepper"}),
}
THING_VERBS = words_of("""
    bin paint screen light tape wrap book plant oil wax file box ice glue polish pump plug label test wire tile cream
    salt dust hoover mop brush comb spray bleach sand stain stamp cash pin toss copy dish dog cat sponge shower
""")
"""Verbs that name things as well: 'bin bags', 'test strips', 'light bulbs'."""
BUYING = words_of("need buy get grab order purchase pick")
NOT_OBJECTS = words_of("and or , ; & + then is are was")
NOT_VERB_FORMS = words_of("""
    and or but then also plus both all half not only just even such what whatever which whether if when while where
    who how than like except maybe perhaps until unless because since as so too very is are was were be been do does
    did has have had can could will would may might must shall should no one two three mum mom dad
    """)
BEFORE_OBJECT = words_of("the my our your his their a an")
GIVING = words_of("email e-mail send give show text tell forward message offer lend teach pass hand post mail bring")
NAMING_VERBS = words_of("invite thank remind visit congratulate")
LONGEST_RECEIVER = 3
TIMES_TOLD = words_of("day night week weekend month year morning evening afternoon moment minute time times same other")
INTERROGATIVE = words_of("did what what's where where's who who's why how when is was does do which")
LONG_FILLERS = PhraseBook(f for f in FILLERS if len(f) > 1 or f[0] in ("gotta", "wanna", "need", "should", "must"))


OCCASIONS = words_of("bday birthday b-day anniversary wedding funeral recital graduation christening leaving-do")
SUPPLIES = words_of("snacks drinks wipes nappies diapers batteries treats candles cards sunscreen tissues stamps")
NOT_CONTENT = words_of("""
    next every each and the all am pm day days week month year daily weekly morning mornin afternoon evening night nite
    """)
PASSING = words_of("""
    also oh please pls just maybe probably ok and then like um umm uh uhh er erm wait
""")
"""Words in front of a verb that change nothing."""
LONGEST_LOOK = 25
"""Words looked at before a joint: what is said further back does not change where a thought ends."""


def behind_fillers(line: Line, place: int) -> int:
    """The position behind 'i need to', 'don't forget to' and the like."""
    if line.low(place)[:1] == "@" and is_verb(line.low(place + 1)):
        return place + 1
    for _ in range(4):
        passing = (line.low(place),) if line.low(place) in PASSING else None
        phrase = line.starts(place, LONG_FILLERS) or passing
        if not phrase:
            break
        place += len(phrase)
        place = line.skip(place, ",")
    return place


def begins_task(line: Line, place: int) -> bool:
    """A verb with something to do it to, 'i need to …', or a label with its colon."""
    if begins_labelled(line, place):
        return True
    verb = behind_fillers(line, place)
    if line.starts(place, LONG_FILLERS) and verb > place + 1:
        return not line.is_end(verb)
    word, following = line.low(verb), line.low(verb + 1)
    if not (is_verb(word) or has_form_of_verb(line, verb)) or (word == "report" and following == "back"):
        return False
    if following in NOUN_PAIRS.get(word, ()):
        return False
    if line.is_end(verb + 1) or not line.is_word(verb + 1) or following in NOT_OBJECTS:
        return word in STAND_ALONE or (verb + 1 < len(line) and line.tokens[verb + 1].kind is Kind.LITERAL)
    return True


def goes_on_buying(line: Line, start: int, place: int) -> bool:
    """'need batteries, (bin bags) and cat food': two words that name a thing, in a list of things to buy."""
    first = behind_fillers(line, start)
    buys = line.low(first) in BUYING or line.low(first - 1) in ("need", "buy")
    named = line.low(place) in THING_VERBS and line.low(place + 1).endswith("s") and line.is_word(place + 1)
    return buys and named and line.low(place + 1) not in BEFORE_OBJECT | PRONOUNS


def is_verb(word: str) -> bool:
    """Whether the word is a known verb, or one done again or undone: 'repoint', 'un-jam'."""
    if word in VERBS:
        return True
    return word[:2] in ("re", "un") and len(word) > 5 and word[2:].removeprefix("-") in VERBS


def is_guessed_verb(line: Line, place: int) -> bool:
    """Whether the thought at `place` begins with a verb only by its form."""
    verb = behind_fillers(line, place)
    return not is_verb(line.low(verb)) and has_form_of_verb(line, verb)


def has_form_of_verb(line: Line, place: int) -> bool:
    """Whether an unknown word is a verb: an object's article follows, as in 'zhuzh the room', 'power wash the deck'."""
    word, token = line.low(place), line.tokens[place] if 0 <= place < len(line) else None
    is_name = token is not None and token.is_capital and (line.is_all_capitals or not _stands_behind_joint(line, place))
    if token is None or is_name or len(word) < 3 or not word.replace("-", "").isalpha():
        return False
    if word in NOT_VERB_FORMS | PREPOSITIONS | ARTICLES or is_date_word(word) or word.endswith(("ly", "ing")):
        return False
    place += line.low(place + 1) in VERBS
    named = line.low(place + 2)
    return line.low(place + 1) in BEFORE_OBJECT and named[:1].isalpha() and named not in TIMES_TOLD


def _stands_behind_joint(line: Line, place: int) -> bool:
    """Whether a capital at `place` can be a verb made of a name, 'and Febreze the rug', not one of several names."""
    before = line.low(place - 1)
    return before in ("and", "then", ",") and not line.tokens[place - 2].is_capital if place > 1 else False


def begins_labelled(line: Line, place: int) -> bool:
    phrase = line.starts(place, LABEL_PHRASES)
    if phrase and line.low(place + len(phrase)) == ":":
        return True
    return line.low(place + 1) == "energy" and line.low(place + 2) == ":"


def tells_event(line: Line, place: int) -> bool:
    """'mum's bday is on the 3rd': an occasion and when it is, said of somebody."""
    near = range(place, place + 5)
    event = next(
        (p for p in near if line.low(p) in OCCASIONS and line.low(p + 1) in ("is", "on", "next", "this")), None
    )
    return event is not None and not any(is_verb(line.low(p)) for p in range(place, event))


def needs_thing(line: Line, comma: int, place: int) -> bool:
    """'pick up twins 2:45 monday, snacks for the car': behind a time, a thing to take along or to buy."""
    timed = is_timed(line, comma - 1, comma) and any(line.low(p)[:1].isdigit() for p in range(comma - 3, comma))
    return timed and line.low(place) in GROCERIES | SUPPLIES


def has_own_object(line: Line, place: int, end: int) -> bool:
    """Whether the verb at `place` is about something other than 'it'."""
    verb = behind_fillers(line, place)
    if line.is_word(verb + 1) and line.tokens[verb + 1].text == "IT":
        return True
    return line.low(verb + 1) not in PRONOUNS or (
        line.low(verb + 1) in ARTICLES
        and line.is_word(verb + 2)
        and verb + 2 < end
        and line.low(verb + 2).isalpha()
        and line.low(verb + 2) not in PREPOSITIONS | {"to", "away", "up"}
    )


def content_count(line: Line, start: int, end: int) -> int:
    """Words before `end`, and not before `start`, that are neither dates nor prepositions; only the last few count."""
    return sum(is_content(line, place) for place in range(max(start, end - LONGEST_LOOK), end))


def is_content(line: Line, place: int) -> bool:
    token, word = line.tokens[place], line.low(place)
    if token.kind is Kind.LITERAL:
        return True
    if token.kind is not Kind.WORD or word in PREPOSITIONS or word in NOT_CONTENT:
        return False
    return not is_date_word(word) and not word[0].isdigit()


@lru_cache(maxsize=4096)
def is_date_word(word: str) -> bool:
    return (
        word in WEEKDAYS
        or word in MONTHS
        or relative_day_of(word) is not None
        or is_tonight(word)
        or weekday_of(word) is not None
    )


def is_timed(line: Line, start: int, end: int) -> bool:
    """Whether a day or a clock time stands between `start` and `end`."""
    return any(_is_time_word(line, place) for place in range(max(start, end - LONGEST_LOOK), end))


def _is_time_word(line: Line, place: int) -> bool:
    word = line.low(place)
    if word == "at":
        return line.low(place + 1)[:1].isdigit()
    if word in MONTHS:
        return line.low(place + 1)[:1].isdigit() or line.low(place - 1)[:1].isdigit()
    if word in ("sun", "sat") or word in ("noon", "eod", "eow", "eom"):
        return word not in ("sun", "sat") or read_written(line, place + 1) is not None
    return is_date_word(word) or read_written(line, place) is not None


def can_be_left(line: Line, start: int, end: int, place: int) -> bool:
    """Whether 'and' may part the words from `start` to `end` from a verb at `place`."""
    first = behind_fillers(line, start)
    if is_verb(line.low(first)):
        told_apart = not is_guessed_verb(line, place) or not (
            _gives_to_both(line, first, end) or _names_two(line, first, place)
        )
        return told_apart and content_count(line, first + 1, end) > 0 and not _goes_on(line, first, place)
    return is_timed(line, start, end) or (
        content_count(line, start, end) > 0 and line.low(behind_fillers(line, place)) not in ("work", "study", "rest")
    )


def _gives_to_both(line: Line, first: int, end: int) -> bool:
    """'send the team and clients the deck': the words before 'and' only begin the list of who gets it."""
    between = [line.low(p) for p in range(first + 1, end)]
    return line.low(first) in GIVING and len(between) <= LONGEST_RECEIVER and PREPOSITIONS.isdisjoint(between)


def _names_two(line: Line, first: int, place: int) -> bool:
    """'call mum and Jo the plumber', 'watch Up and Frozen the musical': a capital behind 'and' is the second name."""
    verb, told = behind_fillers(line, place), line.low(first)
    if not line.tokens[verb].is_capital:
        return False
    return told in MEDIA_VERBS or (line.low(verb - 2) != "," and told in TALKING | GIVING | NAMING_VERBS)


def _goes_on(line: Line, first: int, place: int) -> bool:
    """'go to the shop and get milk', 'call Sam and ask about it': one thing, not two."""
    second = line.low(behind_fillers(line, place))
    if line.low(first) in JOINT_FIRST:
        return True
    return line.low(first) in TALKING and second in INQUIRY
