"""What stands around a word decides whether a date is meant: 'sun hat', 'The 5th Wave', 'section 3.14', '3 miles'."""

from src.domain.capture.calendar_words import MONTHS, WEEKDAYS
from src.domain.capture.line import Line
from src.domain.capture.tables import words_of
from src.domain.capture.tokens import Kind
from src.domain.capture.verbs import MEDIA_VERBS, VERBS

VERSES = words_of(
    "section chapter version ratio score verse john genesis psalm matthew luke mark romans isaiah figure odds"
)
SMALL_WORDS = words_of("of in the a an and to for on at by from with")
ORDINAL_NOUNS = words_of("""
    floor draft attempt try edition grade street st ave avenue wave element time version round place birthday
    anniversary person one page chapter episode season row gear wheel party cousin world generation gen class
    year century base amendment reminder coat kind sense symphony dimension graders grader degree quarter
    """)
MEASURES = words_of("""
    cup cups tsp tbsp inch inches mile miles lb lbs kg km g oz litre litres liter liters off of price marathon
    done stars steps people times laps reps sets pages chapters percent pint pints full empty teaspoon teaspoons
    tablespoon complete finished ratio pounds dollars size scale metres meters blocks
    """)
NUMBERED_NOUNS = words_of("""
    section chapter page pages episode season part level floor room version step ticket issue volume act unit
    flat apartment apt gate platform bus route line size table seat row aisle channel highway number no no. nr
    energy score rated mood pain scored focus motivation day week grade year exit lane bay spot locker door
    model iphone ps windows python release build postgres django ruby php java node kernel ubuntu pin code suite
    box track question q bug pr clause rule article figure
    fig lesson module item stage phase terminal zone group team round invoice order case class building block
    """)
WORD_NAMES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "sun": (
        words_of("""
    the a some of in full more into under direct much enough i he she it we they you morning midday for no
    """),
        words_of("""
    hat hats cream screen lounger loungers glasses dress block bed lamp lamps tan room burn exposure damage
    visor shade salutation salutations times rise set rays catcher roof flower flowers is was deck lotion cap
    protection umbrella bear safe dried spots bathing bathe parasol protector shield spf tzu came comes out
    tattoo
    """),
    ),
    "sat": (
        words_of("i he she it we they you the who cat dog my practice take"),
        words_of("""
    nav navs nav's fat exam exams prep score scores test tests words on in down through with by next phone tutor
    practice essay tv dish image imagery vocab registration book
    """),
    ),
    "mon": (frozenset(), words_of("cheri ami amour dieu capitan pokemon")),
    "wed": (words_of("get be newly to"), words_of("them him her locked in be like love better need")),
    "thu": (frozenset(), frozenset()),
}
NAMED_DAYS: dict[str, frozenset[str]] = {
    "friday": words_of("black good freaky casual fat freaky"),
    "monday": words_of("cyber blue manic plough easter"),
    "tuesday": words_of("shrove ruby super giving fat pancake patch"),
    "wednesday": frozenset({"ash"}),
    "thursday": frozenset({"maundy", "holy"}),
    "sunday": words_of("palm easter super bloody mothering"),
    "saturday": frozenset({"holy"}),
}
QUESTIONED = words_of("if whether does is why how like love hate hates loves loved hated does")
PREPOSED = words_of(
    "on by before b4 this next until till from since starting due come , ; . : - and or / & ( every each other"
)
WHICH = words_of("the my our your his her their that a an for about re")
NAMING = words_of("about re regarding for")
NAMED_MEALS = words_of("lunch breakfast morning's evening's lunchtime")
DETERMINERS = words_of("the my our your his her their that a an")
NOT_NOUNS = words_of("""
    at by on in for with w/ to and or but then before after around from till until morning afternoon evening
    night nite noon eod eow the a my so if re about because is was due again please pls this next latest week
    mornin lunch lunchtime midday eve first between starting beginning til through thru b4 every each sometime
    need needs no wait sorry actually i w/o arvo mornings afternoons evenings nights evenin morn am pm fortnight
    """)
DOCUMENTS = words_of("""
    notes minutes agenda menu report email emails thread rota recap slides newsletter homework list ideas plan
    playlist photos pics receipt recording paper papers edition crossword supplement column deck timetable handout
    recipe recipes
    """)
"""A weekday in front of these only says which."""
WATCHING = words_of("watch rewatch read reread re-read re-watch stream see binge rent")
REGRETTING = words_of("sorry worried anxious nervous excited thanks apologise apologize talked chatted thinking")
SPEAKING = words_of("talk chat speak write listen sing wave")


def is_measure(line: Line, place: int) -> bool:
    """Whether the number before `place` counts something."""
    return line.low(place) in MEASURES


def numbers_something(line: Line, place: int) -> bool:
    """Whether the word before `place` makes the number there a name: 'section 3.14', 'bus 7'."""
    before = line.low(place - 1)
    return before in NUMBERED_NOUNS or before == "#"


def is_plain_noun(line: Line, place: int) -> bool:
    """Whether an ordinary word follows, one that no date phrase goes on with."""
    word = line.low(place)
    is_word = line.is_word(place) and word.replace("-", "").isalpha()
    return is_word and word not in NOT_NOUNS and word not in WEEKDAYS and word not in MONTHS


def is_word_not_name(line: Line, place: int) -> bool:
    """Whether the weekday at `place` is another word, part of a name, or only says which ('the friday report')."""
    word, before, after = line.low(place), line.low(place - 1), line.low(place + 1)
    if word in WORD_NAMES:
        befores, afters = WORD_NAMES[word]
        token = line.tokens[place]
        shouted = token.text.isupper() and line.has_small_letters
        if before in befores or after in afters or (shouted and word == "sat"):
            return True
        if (
            word in ("sun", "sat")
            and is_plain_noun(line, place + 1)
            and place
            and before not in ("on", "by", "this", "next", "for")
        ):
            return True
    if before in NAMED_DAYS.get(word, ()) or (before in NAMING and after in NAMED_MEALS):
        return True
    if before == "to" and line.tokens[place].is_capital and _goes_on_in_capitals(line, place + 1):
        return True
    if before == "about" and line.low(place - 2) in REGRETTING:
        return True
    if before in QUESTIONED or (before == "to" and line.low(place - 2) in SPEAKING):
        return True
    if _names_document(line, place + 1, is_object=before in VERBS) and (place == 0 or before in VERBS):
        return True
    if (
        place > 1
        and is_plain_noun(line, place + 1)
        and before not in PREPOSED
        and after not in VERBS
        and not line.tokens[place + 1].is_capital
    ):
        return True
    return before in WHICH and is_plain_noun(line, place + 1) and after not in VERBS


def _goes_on_in_capitals(line: Line, place: int) -> bool:
    """'(tickets to Sunday) in the Park': a capital behind small words, as in the name of a work."""
    while line.low(place) in SMALL_WORDS:
        place += 1
    return line.is_word(place) and line.tokens[place].is_capital and not line.is_all_capitals


def _names_document(line: Line, place: int, *, is_object: bool) -> bool:
    """'(friday) meeting notes', '(cook sunday) roast recipe': a noun phrase that ends in something written down.

    `is_object`: a verb stands before the weekday, so that none can follow it.
    """
    meal = line.skip(place, "lunch", "morning", "evening", "night", "afternoon")
    for ahead in range(meal, meal + 4):
        if not is_plain_noun(line, ahead) or (ahead == place and not is_object and line.low(ahead) in VERBS):
            return False
        if line.low(ahead) in DOCUMENTS:
            return True
    return False


def is_title(line: Line, start: int, end: int) -> bool:
    """Whether capitals show that the words from `start` to `end` belong to the name of a work, a place or a day."""
    tokens = line.tokens
    named = [t for t in tokens[start:end] if t.kind is Kind.WORD and t.low not in SMALL_WORDS]
    if not named or not all(t.is_capital or t.text[0].isdigit() for t in named):
        return False
    if line.low(start - 1) in WATCHING and start and named[0] is tokens[start]:
        return True
    if line.is_all_capitals:
        return False
    follows = end < len(tokens) and tokens[end].kind is Kind.WORD and tokens[end].is_capital and tokens[end].text != "I"
    leading = _capitals_before(line, start)
    if line.low(start - 1) == "the" and (follows or leading):
        return True
    lower_by_nature = any(t.low not in WEEKDAYS and t.low not in MONTHS and t.text.isalpha() and start for t in named)
    if lower_by_nature or (follows and start > 0):
        return start > 0
    return leading > 1 or (leading > 0 and _is_media(line, start))


def _capitals_before(line: Line, start: int) -> int:
    """How many words in a row before `start` are written large, small words aside; the first is no sign."""
    count, place = 0, start - 1
    while place > 0 and line.tokens[place].kind is Kind.WORD and count < 3:
        if line.tokens[place].is_capital:
            count += 1
        elif line.low(place) not in SMALL_WORDS:
            break
        place -= 1
    return count


def _is_media(line: Line, end: int) -> bool:
    return line.low(0).removeprefix("re-") in MEDIA_VERBS - {"book", "get", "start", "finish", "return"} and end > 1
