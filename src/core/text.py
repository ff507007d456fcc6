"""What the platform accepts as text: NFC, no NUL, no lone surrogates. One rule for bodies, paths and queries."""

import unicodedata


class TextRefused(ValueError):
    """The text holds characters that no database keeps."""


def clean_text(text: str) -> str:
    """`text` in NFC.

    Raises:
        TextRefused: for NUL and lone surrogates, which PostgreSQL cannot store and UTF-8 cannot say.
    """
    if text.isascii():
        if "\x00" in text:
            raise TextRefused("must not contain NUL characters")
        return text
    if "\x00" in text:
        raise TextRefused("must not contain NUL characters")
    try:
        text.encode()
    except UnicodeEncodeError as refused:
        raise TextRefused("must not contain lone surrogates") from refused
    return unicodedata.normalize("NFC", text)
