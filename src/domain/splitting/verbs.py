"""Finds the verb that leads a title: "put … away", "getting …", "get … serviced", "claen …"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from .lexicon import LONGEST_VERB, listed, read_table, title_verbs, words

HAVE_DONE = "have done"


def leading_verb(text: str) -> tuple[str, str, bool]:
    """The verb that leads `text`, the words after it, and whether it was spelled as known."""
    typed = text.split(" ")
    plain = [word.casefold().strip(",.:;!?\"“”'()") for word in typed[: LONGEST_VERB + 1]]
    if any(" ".join(plain[:size]) in words("noun_openings") for size in (2, 3)):
        return "", text, False
    if len(plain) > 2 and plain[0] in words("manners") and plain[1] in title_verbs():
        typed, plain = typed[1:], plain[1:]
    if found := _known_verb(plain):
        verb, rest = _with_particle(found, _past_second_verb(typed[found.count(" ") + 1 :]))
        return _synonyms().get(verb, verb), rest, True
    if plain and (base := _base_of_gerund(plain[0])):
        return base, " ".join(typed[1:]), True
    if len(typed) > 1 and (meant := verb_meant(plain[0])):
        return meant, " ".join(typed[1:]), False
    return "", text, False


def split_causative(verb: str, rest: str) -> tuple[str, str] | None:
    """The work and the thing of "get the boiler serviced": ("service", "the boiler"); None for other words."""
    typed = rest.split()
    if verb not in words("causatives"):
        return None
    heads = (place for place, word in enumerate(typed) if place and _participles().get(word.casefold().strip(",.!?")))
    place = next(heads, 0)
    if not place or any(word.casefold() in words("markers") for word in typed[:place]):
        return None
    work = _participles()[typed[place].casefold().strip(",.!?")]
    if place > 1 and (manner := typed[place - 1].casefold()) in words("manners"):
        return f"{manner} {work}", " ".join(typed[: place - 1] + typed[place + 1 :])
    return work, " ".join(typed[:place] + typed[place + 1 :])


def _known_verb(plain: list[str]) -> str:
    known = title_verbs()
    phrases = (" ".join(plain[:size]) for size in range(min(len(plain), LONGEST_VERB), 0, -1))
    return next((phrase for phrase in phrases if phrase in known), "")


def _with_particle(verb: str, rest: str) -> tuple[str, str]:
    """ "put" with "the coats away" is "put away" with "the coats"; a particle no verb is known with says nothing."""
    typed = rest.split(" ")
    particles = words("particles")
    if len(typed) > 1 and typed[0].casefold() in words("idle_particles"):
        return verb, " ".join(typed[1:])
    for place, word in enumerate(typed[1:], start=1):
        low = word.casefold().strip(",.!?")
        follows = typed[place + 1].casefold() if place + 1 < len(typed) else ""
        ends = not follows or follows in words("markers")
        if low in particles and ends and f"{verb} {low}" in title_verbs():
            return f"{verb} {low}", " ".join(typed[:place] + typed[place + 1 :])
        if low in words("markers"):
            break
    return verb, rest


def _past_second_verb(typed: list[str]) -> str:
    """The words after "wash" in "wash and dry the dishes", without "and dry"."""
    has_second = len(typed) > 2 and typed[0].casefold() in {"and", "&", "or"}
    return " ".join(typed[2:] if has_second else typed)


def _base_of_gerund(word: str) -> str:
    """The verb of "cleaning", "writing", "running"; empty for other words."""
    if not word.endswith("ing") or len(word) < 6:
        return ""
    root = word[:-3]
    undoubled = root[:-1] if root[-1] == root[-2] else root
    return next((base for base in (root, root + "e", undoubled) if base in title_verbs()), "")


@cache
def _synonyms() -> dict[str, str]:
    pairs = (entry.split(" = ") for entry in listed(read_table("words.toml")["synonyms"]))
    return {entry[0]: entry[1] for entry in pairs}


@cache
def _participles() -> dict[str, str]:
    """ "serviced" → "service", "cut" → "cut", for every verb that is known."""
    known = words("services") | {verb for verb in title_verbs() if " " not in verb and len(verb) > 2}
    regular = {form: verb for verb in sorted(known) for form in _past_forms(verb)}
    pairs = (entry.split(" ") for entry in listed(read_table("words.toml")["participles"]))
    return regular | {entry[0]: entry[1] for entry in pairs}


def _past_forms(verb: str) -> Iterator[str]:
    if verb.endswith("e"):
        yield f"{verb}d"
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        yield f"{verb[:-1]}ied"
    else:
        yield f"{verb}ed"
        yield f"{verb}{verb[-1]}ed"


def verb_meant(word: str) -> str:
    """The verb that `word` misspells by one letter (after the first), or an empty string."""
    if not 4 <= len(word) <= 14:
        return ""
    near = _near_misses()
    found = (near.get(spelling, "") for spelling in _one_letter_out(word))
    return next((verb for verb in found if verb and _is_slip(word, verb)), "")


@cache
def _near_misses() -> dict[str, str]:
    """Spellings with one letter left out → the verb meant; two words that share one are close."""
    known = sorted(verb for verb in title_verbs() if " " not in verb and len(verb) >= 5)
    return {spelling: verb for verb in known for spelling in _one_letter_out(verb)}


def _one_letter_out(word: str) -> Iterator[str]:
    yield word
    for index in range(1, len(word)):
        yield word[:index] + word[index + 1 :]


def _is_slip(typed: str, meant: str) -> bool:
    """Whether one letter was left out, added, or swapped with its neighbour; another letter makes another word."""
    if len(typed) == len(meant):
        places = [place for place, (one, other) in enumerate(zip(typed, meant, strict=True)) if one != other]
        return len(places) == 2 and typed[places[0]] == meant[places[1]] and typed[places[1]] == meant[places[0]]
    longer, shorter = (typed, meant) if len(typed) > len(meant) else (meant, typed)
    return len(longer) - len(shorter) == 1 and shorter in set(_one_letter_out(longer))
