"""`proxy-agent capture …`: a thought from the terminal, kept before anything else happens to it."""

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from src.core.errors import StartRefused

if TYPE_CHECKING:
    from src.cli.capture.places import Place

LONGEST_BYTES = 1024 * 1024
"""What is read of stdin: far more than a dump may have, so that a wrong file is refused and not swallowed."""

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="TEXT", help="What is on your mind; `-`, or nothing with a pipe: read stdin."),
]
Server = Annotated[
    str, typer.Option(envvar="PROXY_AGENT_URL", help="A running server, for example http://127.0.0.1:8000.")
]
TokenFile = Annotated[
    Path | None,
    typer.Option(help="File with a personal token (capture:write) for the server; or set PROXY_AGENT_TOKEN."),
]
User = Annotated[str, typer.Option(help="Whose thought it is, without a server. Default: the only account.")]
Save = Annotated[
    bool | None,
    typer.Option("--save/--no-save", "-y", help="Make tasks of it, or only keep it. Default: ask; in a pipe, save."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the API's answer, with save's in `saved`. Asks nothing.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take back everything the last capture made; its words stay.")]


def capture(
    words: Words = None,
    *,
    server: Server = "",
    token_file: TokenFile = None,
    user: User = "",
    save: Save = None,
    as_json: Json = False,
    undo: Undo = False,
) -> None:
    """Drop a thought, or ten in one breath: it is kept, read into items, shown, and saved when you say so."""
    from src.cli.capture.session import Manner, drop, take_back

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a question mark: no thought is refused for its letters.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if undo:
        if words or save is not None:
            raise StartRefused("--undo goes alone: it takes back the last capture.")
        with _place(server, token_file, user) as place:
            take_back(place, as_json=as_json)
        return
    is_piped = list(words or []) in ([], ["-"])
    text = _text(words or [])
    manner = Manner(
        is_pretty=sys.stdout.isatty() and not as_json,
        can_ask=sys.stdin.isatty() and not is_piped,
        save=save,
        as_json=as_json,
    )
    with _place(server, token_file, user) as place:
        drop(place, text, manner)


def _place(server: str, token_file: Path | None, user: str) -> "AbstractContextManager[Place]":
    """Where the thought goes.

    Raises:
        StartRefused: the options contradict each other, or the place cannot be used.
    """
    if not server:
        if token_file is not None:
            raise StartRefused("--token-file goes with --server, or with PROXY_AGENT_URL.")
        from src.cli.capture.local import local_place

        return local_place(user)
    if user:
        raise StartRefused("On a server the token says who you are: leave out --user, or unset PROXY_AGENT_URL.")
    from src.cli.capture.remote import remote_place

    return remote_place(server, token_file)


def _text(words: Sequence[str]) -> str:
    """The words, as the API would take them.

    Raises:
        StartRefused: there are none, too many, or they are no text.
    """
    from src.core.text import TextRefused, clean_text
    from src.schemas.capture import LONGEST_DUMP

    try:
        text = clean_text(" ".join(words) if words and list(words) != ["-"] else _piped(is_asked=bool(words)))
    except TextRefused as refused:
        raise StartRefused(f"The text {refused}.") from refused
    if not text.strip():
        raise StartRefused('Say what is on your mind: `proxy-agent capture "buy milk tomorrow"`.')
    if len(text) > LONGEST_DUMP:
        raise StartRefused(
            f"One capture holds up to {LONGEST_DUMP:,} characters, and these are {len(text):,}: capture it in parts."
        )
    return text


def _piped(*, is_asked: bool) -> str:
    """What comes in on stdin; of a terminal only when it `is_asked` for."""
    if sys.stdin.isatty() and not is_asked:
        return ""
    read = sys.stdin.buffer.read(LONGEST_BYTES + 1)
    if len(read) > LONGEST_BYTES:
        raise StartRefused("That is more than a thought: what comes in on stdin is over 1 MiB.")
    try:
        return read.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as refused:
        raise StartRefused("What comes in on stdin is not UTF-8 text.") from refused
