"""Who does it: ask Priya to …, delegate to Marcus: …, Claude: …"""

from src.domain.capture.line import Line
from src.domain.capture.model import Known
from src.domain.capture.moments import Found
from src.domain.capture.tables import phrases, words_of
from src.domain.capture.verbs import VERBS

ASKING = words_of("ask get tell have make need want")
HANDING = phrases("""
delegate to
assign to
delegate this to
assign this to
hand off to
hand over to
hand to
pass to
delegated to
assigned to
outsource to
""")
NOT_VERBS = words_of("the a my me work")
NOT_IN_NAMES = words_of(
    "and for about if at on in with from tomorrow today when whether what which how i where who why"
)
POINTERS = words_of("my the our a")
NOT_PEOPLE = words_of("""
    back up down ready rid in out going on off around over started used to it him her them everything myself the
    dog cat kids better access closer something car laptop phone house a milk time permission 10k money
    """)
ASKED = ("can", "could", "would")
LONGEST_NAME = 3


def read_helper(line: Line, place: int, known: Known) -> Found | None:
    """The person at the front of an item whom it is handed to; the words around the name belong to it."""
    if phrase := line.starts(place, HANDING):
        begin = place + len(phrase)
        end = begin
        while (
            not line.is_end(end) and line.low(end) not in (":", ",", "-", "\u2013", "to") and end - begin < LONGEST_NAME
        ):
            end += 1
        closed = line.low(end) in (":", ",", "-", "\u2013", "to")
        if end > begin and (closed or end - begin == 1):
            return Found("delegate_to", place, end + closed, _name(line, begin, end, known))
    if line.low(place + 1) in (":", ",", "pls", "please", *ASKED) and (owner := _owner(line, place, known)):
        asked = line.skip(place + 2, "you", "u") if line.low(place + 1) in ASKED else place + 2
        return Found("delegate_to", place, line.skip(asked, "please", "pls"), owner)
    return _asked(line, place, known)


def read_handed_over(line: Line, place: int, known: Known) -> Found | None:
    """'… → delegate to Marcus' and '(assign to Ana)' at the end of an item."""
    start = line.skip(place, "(", "-", "\u2013", "→", "->", ",", "and")
    phrase = line.starts(start, HANDING)
    if phrase is None or phrase[0] in ("hand", "pass") or place == 0:
        return None
    begin = start + len(phrase)
    end = line.skip(begin + 1, ")")
    if line.is_end(begin) or (not line.is_end(end) and not line.tokens[begin].is_capital):
        return None
    return Found("delegate_to", place, end, _name(line, begin, begin + 1, known))


def _owner(line: Line, place: int, known: Known) -> str | None:
    word = line.tokens[place].text.lstrip("@") if not line.is_end(place) else ""
    return known.match(word, known.agents) or known.match(word, known.people) if word else None


def _asked(line: Line, place: int, known: Known) -> Found | None:
    """Ask Sam to …, get the plumber to …, have Leo fix …"""
    asking, begin = line.low(place), place + 1
    if asking not in ASKING:
        return None
    end = _name_end(line, begin, stops_at_verb=asking == "have")
    pointed, is_capital = line.low(begin) in POINTERS, not line.is_end(begin) and line.tokens[begin].is_capital
    if end is None or end == begin + pointed or (line.low(begin + pointed) in NOT_PEOPLE and not is_capital):
        return None
    if asking == "have":
        return _had(line, place, begin, end, known)
    follows = line.low(end + 1)
    if line.low(end) != "to" or line.is_end(end + 1) or follows in NOT_VERBS or (follows and not follows.isalpha()):
        return None
    if line.tokens[end + 1].is_capital and follows not in VERBS and not line.is_all_capitals:
        return None
    if (asking in ("need", "want", "make") and not is_capital) or (asking == "get" and follows not in VERBS):
        return None
    return Found("delegate_to", place, end + 1, _name(line, begin, end, known))


def _name_end(line: Line, begin: int, *, stops_at_verb: bool) -> int | None:
    """Where the name that starts at `begin` ends; None when no name can stand there."""
    end = begin
    while end - begin <= LONGEST_NAME and line.is_word(end) and line.low(end) not in ("to", ""):
        if stops_at_verb and end > begin and line.low(end) in VERBS and line.low(end - 1) not in POINTERS:
            break
        if line.low(end) in NOT_IN_NAMES:
            return None
        end += 1
    return end


def _had(line: Line, place: int, begin: int, end: int, known: Known) -> Found | None:
    capital = (
        line.tokens[begin].is_capital or line.low(begin) in ("my", "mum", "mom", "dad") or _owner(line, begin, known)
    )
    if not capital or line.low(end) not in VERBS:
        return None
    return Found("delegate_to", place, end, _name(line, begin, end, known))


def _name(line: Line, begin: int, end: int, known: Known) -> str:
    if end - begin > 1 and line.low(begin) in POINTERS:
        begin += 1
    written = " ".join(token.shown for token in line.tokens[begin:end]).lstrip("@")
    return known.match(written, known.agents) or known.match(written, known.people) or written
