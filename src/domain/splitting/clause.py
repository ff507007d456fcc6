"""One job of a title, read into its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from .lexicon import words
from .people import is_person
from .text import clipped

LONGEST_OBJECT = 60
WONDER = "wonder"
WONDER_WHETHER = "wonder whether"


@dataclass(frozen=True, slots=True)
class Clause:
    """One job of a title. `verb` is a known verb or empty; the values are as typed, with "my" kept."""

    text: str
    verb: str
    is_verb_certain: bool
    rest: str = ""
    object: str = ""
    thing: str = ""
    who: str = ""
    reason: str = ""
    topic: str = ""
    place: str = ""
    when: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_question(self) -> bool:
        return self.verb in {WONDER, WONDER_WHETHER}

    @property
    def is_action(self) -> bool:
        """Whether the title says what to do, with a verb that is known or one that acts on a thing."""
        return (bool(self.verb) and bool(self.rest) and not self.is_question) or self.has_unknown_verb

    @property
    def has_unknown_verb(self) -> bool:
        """Whether an unknown word acts on a thing, as in "reupholster the chair": its noun then says too little."""
        typed = [] if self.verb else self.text.casefold().split()
        return any(
            word in words("determiners") and before not in words("markers") | {"of", "and", "&"}
            for before, word in pairwise(typed)
        )

    @property
    def aim(self) -> str:
        """Where the thing may stand instead of behind the verb: "for the exam". Behind a telling verb and its thing
        only the verb counts, and "in the bathroom" is never what a task is about.
        """
        if not self.thing or not self.verb:
            return self.rest
        if self.verb not in words("empty_verbs"):
            return ""
        return " ".join(value for marker, value in self.parts.items() if marker not in words("place_markers"))

    @property
    def noun_phrase(self) -> str:
        """The text as a thing, without words that say how often."""
        typed = self.text.split()
        while len(typed) > 1 and typed[-1].casefold() in words("how_often"):
            typed.pop()
        return clipped(" ".join(typed), LONGEST_OBJECT)

    @property
    def named(self) -> frozenset[str]:
        """The slots that have words."""
        thing = ["thing"] if self.thing and self.thing != self.who else []
        fields = ("object", "who", "reason", "topic", "place")
        person = ["person"] if is_person(self.who) else []
        return frozenset([*(name for name in fields if self.value(name)), *self.parts, *thing, *person])

    def value(self, name: str) -> str:
        found = getattr(self, name, None) if name != "parts" else None
        return found if isinstance(found, str) else self.parts.get(name, "")
