"""Where text is literal: quotes, escapes, addresses, files, versions, markup and amounts are never read as grammar."""

import re
from bisect import bisect_left

QUOTES = {'"': '"', "“": "”", "\u2018": "\u2019", "«": "»", "`": "`", "'": "'", "„": "“"}
FILE_SUFFIXES = (
    "pdf|docx?|xlsx?|pptx?|csv|tsv|txt|md|rst|json|ya?ml|toml|xml|html?|css|js|tsx?|jsx|py|rs|go|java|rb|sh|sql|"
    "png|jpe?g|gif|svg|webp|heic|mp3|mp4|mov|wav|zip|tar|gz|tgz|log|ini|cfg|env|epub|psd|ics|key|pages|numbers"
)
LITERAL_CHUNK = re.compile(
    rf"""
    (?: [a-z][a-z0-9+]{{1,9}}:// .+                              # an address with a scheme
      | www\. .+
      | mailto: .+
      | [\w.+-]++ @ [\w-]++ (?: \.[\w-]++ )+                     # e-mail
      | [\w./\\~-]*+ (?<= [\w] ) (?<= \. (?:com|org|net|gov|edu) )  # a bare host
      | [\w-]++ (?: \.[\w-]++ )* \.(?:com|org|net|gov|edu|io|dev|app|co\.uk) (?: / .* )?
      | [^\s@#:]*? \.(?:{FILE_SUFFIXES})                         # a file
      | v?\d++ (?: \.\d++ ){{2,}} (?: - [\w.]+ )?                # a version
      | v\d+ (?: \.\d+ )*
      | (?: ~ | \.{{1,2}} )? / [\w.~-]++ (?: / [\w.~-]*+ )+      # a path
      | [a-z]:\\ .*
      | [^\w\s]? [$£€¥₹] \d [\d.,]* \w*                          # a price
      | \d [\d.,]* [%€£°] \w*
      | \# \d+ \w*                                               # a number sign
      | \$ [({{] .* | \{{\{{ .*
      | \+ \d [\d-]{{5,}}                                        # a telephone number
      | \(? \d{{3}} \)? - \d{{3,4}} (?: - \d{{4}} )?
      | \[ .* \]\( .* \)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
MARKUP = re.compile(r"<(?:script\b[^<]{0,400}</script|[/!a-z][^<>\n]{0,300})>", re.IGNORECASE)
GERMAN_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
TRAILING = ".,;:!?)]}…'\"”\u2019"
LONGEST_QUOTE = 200
LONGEST_CHUNK = 300


class QuoteFinder:
    """Finds the end of a quotation in constant steps: the places where quotes may close are listed once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.closings: dict[str, list[int]] = {mark: [] for mark in {*QUOTES.values()}}
        for place, mark in enumerate(text):
            if mark in self.closings and self._closes(place):
                self.closings[mark].append(place)

    def _closes(self, place: int) -> bool:
        before, after = self.text[place - 1 : place], self.text[place + 1 : place + 2]
        return bool(before) and not before.isspace() and not after.isalnum()

    def end(self, start: int) -> int | None:
        """The position after the quotation that opens at `start`, or None when nothing opens there."""
        closing = QUOTES.get(self.text[start])
        if closing is None or self.text[start + 1 : start + 2].isspace():
            return None
        places = self.closings[closing]
        found = bisect_left(places, start + 2)
        if found == len(places) or places[found] - start > LONGEST_QUOTE:
            return None
        inside = self.text[start : places[found]]
        return None if "\n" in inside else places[found] + 1


def literal_end(text: str, start: int, chunk_end: int) -> int | None:
    """Where the literal that starts at `start` ends, within the unspaced run of characters up to `chunk_end`."""
    first = text[start]
    if first == "<":
        markup = MARKUP.match(text, start)
        return markup.end() if markup else None
    end = chunk_end
    while end > start and text[end - 1] in TRAILING:
        end -= 1
    if first == "\\" and end > start + 1:
        return end
    if text[start:end].isalpha():
        return None
    if end - start > LONGEST_CHUNK:
        return end if text.startswith(("http://", "https://"), start) else None
    if GERMAN_DATE.fullmatch(text, start, end):
        return None
    return end if LITERAL_CHUNK.fullmatch(text, start, end) else None
