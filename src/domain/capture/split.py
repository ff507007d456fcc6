"""A dump in its separate thoughts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from src.domain.capture.clauses import (
    begins_labelled,
    begins_task,
    can_be_left,
    content_count,
    goes_on_buying,
    has_own_object,
    is_content,
    is_guessed_verb,
    is_timed,
    needs_thing,
    tells_event,
)
from src.domain.capture.line import Line
from src.domain.capture.rows import Row, colon_kind, rows_of
from src.domain.capture.run_ons import RUN_ONS, SOUNDS, ends_in_hour, is_aside, is_next_event, runs_on, takes_back
from src.domain.capture.tables import words_of
from src.domain.capture.tokens import Kind, Token
from src.domain.capture.verbs import VERBS

JOINTS = words_of("""
    , and & then also plus oh + next afterwards finally lastly . ... .. ! !! !!! ? ?? ; but so btw ps … — \u2013
    """)
PARTING = JOINTS | RUN_ONS | words_of("; | • → / // + after")
"""Where a thought may end; every other word is passed over by this one look."""
STRONG = words_of("then also oh plus afterwards btw ps finally lastly")
BANGS = frozenset({"!!", "!!!"})
"""They end a thought and weigh it: they stay with the one before them."""
STOPS = words_of(". ... .. ! !! !!! ? ?? …")
LONGEST_FRAGMENT = 5
LONGEST_CAPITAL_FRAGMENT = 3
ABBREVIATIONS = words_of("""
    dr mr mrs ms st vs etc appt approx no e.g i.e prof jr sr mt rev vol ch fig inc ltd co ave rd sgt gen capt dept
    """)
CONTINUING = words_of("it he she they i so not the no this that these those his her we you")
RUN_UPS = words_of("wait like um uh and")
"""Sounds before a joint: 'wait also', 'and like finally'."""
WEIGHTS = words_of("important urgent asap emergency")
"""What weighs the thought behind it: 'urgent! call the school'."""


@dataclass(slots=True)
class Segment:
    """The words of one thought. `before`: the separators in front of it; `joint`: what tied it to the one before."""

    tokens: list[Token]
    before: list[Token] = field(default_factory=list)
    joint: str = "line"
    heading: int | None = None


def split(tokens: Sequence[Token]) -> list[Segment]:
    """The thoughts of a text in order; a heading's lines share its number in `heading`."""
    segments: list[Segment] = []
    for row in rows_of(tokens):
        segments += _inline(row)
    return segments


def _inline(row: Row) -> list[Segment]:
    """The thoughts of one line."""
    line = Line(row.tokens)
    numbered = _numbered_places(line, 1 + any(token.low == "1" for token in row.before))
    segments: list[Segment] = []
    start, before, joint, kind = 0, row.before, "line", _heading_kind(line, 0)
    place, end = 0, len(line)
    while place < end:
        if line.low(place) not in PARTING and place not in numbered:
            place += 1
            continue
        found = (place, place + 2, "semicolon") if place in numbered else _boundary(line, start, place, kind)
        if found is None:
            place += 1
            continue
        cut, resume, how = found
        if cut > start:
            segments.append(Segment(row.tokens[start:cut], before, joint))
            before = []
        before = [*before, *row.tokens[cut:resume]]
        start = place = resume
        joint, kind = how, kind if kind == "dated" else _heading_kind(line, start)
    if start < end or before:
        segments.append(Segment(row.tokens[start:], before, joint))
    return _without_asides([s for s in segments if s.tokens or s.before])


def _without_asides(segments: list[Segment]) -> list[Segment]:
    """'i hate this but …': how somebody feels about the thing to do is among the words before it."""
    kept: list[Segment] = []
    aside: list[Token] = []
    for place, segment in enumerate(segments):
        following = segments[place + 1] if place + 1 < len(segments) else None
        if following and is_aside(segment.tokens) and _only_sighs(segment, following):
            aside += [*segment.before, *segment.tokens]
            continue
        kept.append(replace(segment, before=[*aside, *segment.before]) if aside else segment)
        aside = []
    return kept


def _only_sighs(segment: Segment, following: Segment) -> bool:
    return segment.tokens[-1].low in SOUNDS or any(token.low == "but" for token in following.before)


def _heading_kind(line: Line, start: int) -> str:
    """What the colon near `start` makes of the commas behind it; a date with a colon is 'dated'."""
    for place in range(start, min(start + 8, len(line))):
        if line.low(place) == ":":
            if place > start and is_timed(line, start, place) and content_count(line, start, place) == 0:
                return "dated"
            return colon_kind(Line(line.tokens[start : place + 1]), place - start)
        if line.low(place) in (",", ";", ".") or not line.low(place):
            return ""
    return ""


def _numbered_places(line: Line, first: int) -> frozenset[int]:
    """Where '1.', '2.', '3.' stand, when they count up from the first word of the line or after its colon."""
    places: list[int] = []
    for place in range(len(line) - 2):
        word = line.low(place)
        if (
            word.isdecimal()
            and int(word[:4]) == len(places) + first
            and line.low(place + 1) in (".", ")")
            and not line.tokens[place + 1].spaced
            and line.tokens[place + 2].spaced
        ):
            places.append(place)
    return frozenset(places) if len(places) + first > 2 else frozenset()


Boundary = tuple[int, int, str]


def _boundary(line: Line, start: int, place: int, kind: str) -> Boundary | None:
    """Where the thought that began at `start` ends and the next begins, when it does at `place`."""
    word, token = line.low(place), line.tokens[place]
    if token.kind is Kind.LINE:
        return None
    if word in (";", "|", "•", "→") and place > start:
        return place, _behind_joints(line, place + 1), _stronger(line, place + 1, "semicolon")
    if word in ("/", "//", "+") and place > start and _is_spaced_out(line, place):
        return place, _behind_joints(line, place + 1), _stronger(line, place + 1, "semicolon")
    if place > start and line.has(place, "after", "that") and line.is_word(place + 3) and begins_task(line, place + 2):
        return place, place + 2, "then"
    if word in RUN_ONS and place > start and runs_on(line, start, place):
        return place, place, "also"
    if word not in JOINTS or place == start or (place == start + 1 and line.low(start) in WEIGHTS):
        return None
    end = _behind_joints(line, place)
    joints = {line.low(p) for p in range(place, end)}
    if line.is_end(end) or content_count(line, start, place) == 0:
        return None
    cut = place + (word in BANGS)
    while joints & STRONG and cut - 1 > start + 1 and line.low(cut - 1) in RUN_UPS:
        cut -= 1
    if joints & STRONG:
        return (cut, end, _stronger(line, place, "and")) if _is_strong(line, start, place, end, joints) else None
    if word in STOPS or joints & STOPS:
        return (cut, end, "sentence") if _ends_sentence(line, start, place, end) else None
    if kind == "list":
        return None
    if kind in ("each", "dated") and word == ",":
        return (place, end, "comma") if content_count(line, end, _next_comma(line, end)) else None
    return (
        (place, end, "and" if "and" in joints or "&" in joints else "comma")
        if _parts(line, start, place, end, joints)
        else None
    )


def _is_spaced_out(line: Line, place: int) -> bool:
    return line.tokens[place].spaced and place + 1 < len(line) and line.tokens[place + 1].spaced


def _behind_joints(line: Line, place: int) -> int:
    end = place
    while (line.low(end) in JOINTS or (line.low(end) == "wait" and line.low(end + 1) in STRONG)) and end - place < 5:
        if line.low(end) in ("next", "so", "plus", "but", "finally") and not _is_joint_here(line, place, end):
            break
        end += 1
    if line.has(end, "after", "that"):
        end = line.skip(end + 2, ",")
    return end


def _is_joint_here(line: Line, place: int, end: int) -> bool:
    return begins_task(line, line.skip(end + 1, ",")) and (line.low(end) != "next" or end > place)


def _stronger(line: Line, place: int, default: str) -> str:
    words = [line.low(place + ahead) for ahead in range(4)]
    if "then" in words or (words[0] == "after" or ("after" in words[:2] and "that" in words[:3])):
        return "then"
    return "also" if {"also", "plus", "oh", "btw", "ps"} & {*words[:3]} else default


def _is_strong(line: Line, start: int, place: int, end: int, joints: set[str]) -> bool:
    """'then', 'also' … part two thoughts before a verb, or behind a comma."""
    if begins_task(line, end):
        return True
    if joints & {"btw", "ps"}:
        return content_count(line, end, min(end + 8, len(line))) > 1
    if "then" in joints and is_next_event(line, start, place, end):
        return True
    if joints in ({"plus"}, {"then"}):
        return False
    marked = bool(joints & {",", ".", "...", "..", "!", "?", ";", "—", "\u2013", "oh"}) or len(joints) > 1
    marked = marked or not line.is_word(place - 1)
    return marked and any(is_content(line, p) for p in range(end, min(end + 3, len(line))))


def _ends_sentence(line: Line, start: int, place: int, end: int) -> bool:
    if not line.tokens[end].spaced:
        return False
    left = line.low(place - 1)
    if line.low(place) == "." and (len(left) == 1 or left in ABBREVIATIONS):
        return False
    if begins_task(line, end):
        return True
    stop = next((p for p in range(end, min(end + 12, len(line))) if line.low(p) in STOPS), min(end + 12, len(line)))
    if is_timed(line, max(start, place - 20), place) and is_timed(line, end, stop) and content_count(line, end, stop):
        return True
    if line.low(place) != "." or line.low(end) in CONTINUING:
        return False
    if line.low(start) in VERBS:
        return place - start <= LONGEST_FRAGMENT and stop - end <= 4
    fragments = max(place - start, stop - end) <= LONGEST_CAPITAL_FRAGMENT
    return fragments and line.tokens[end].is_capital and line.tokens[start].is_capital


def _next_comma(line: Line, place: int) -> int:
    return next(
        (p for p in range(place, min(place + 25, len(line))) if line.low(p) in (",", ";")), min(place + 25, len(line))
    )


def _parts(line: Line, start: int, place: int, end: int, joints: set[str]) -> bool:
    """Whether a comma or an 'and' stands between two things to do."""
    begin = max(start, place - 25)
    if begins_labelled(line, end):
        return True
    if goes_on_buying(line, start, end) or (is_timed(line, place - 2, place) and takes_back(line, end)):
        return False
    if begins_task(line, end):
        if not has_own_object(line, end, len(line)) or (is_guessed_verb(line, end) and not begins_task(line, start)):
            return False
        if joints <= {",", "—", "\u2013"}:
            if is_guessed_verb(line, end) and line.tokens[end].is_capital:
                return False
            return content_count(line, begin, place) > 0 and _comma_parts(line, start, end)
        return can_be_left(line, start, place, end)
    if (
        "," in joints
        and content_count(line, begin, place)
        and (tells_event(line, end) or (joints == {","} and needs_thing(line, place, end)))
    ):
        return True
    stop = _next_comma(line, end)
    if (
        line.low(end) in ("all", "both", "everything")
        and is_timed(line, end, stop)
        and content_count(line, end + 1, stop) == 0
    ):
        return stop == len(line)
    if line.low(start) in ("every", "each"):
        return False
    left, right = is_timed(line, begin, place), is_timed(line, end, stop)
    if joints == {","} and (left or right):
        left, right = left or ends_in_hour(line, begin, place), right or ends_in_hour(line, end, stop)
    return bool(left and right and content_count(line, end, stop) and content_count(line, begin, place))


def _comma_parts(line: Line, start: int, end: int) -> bool:
    """'if it rains, call Sam' is one thought; so is 'Sam, call me'."""
    return line.low(start) not in ("if", "when", "once", "because", "after", "before", "while", "unless")
