"""Parse dumps line by line: JSONL in, JSONL out."""

import json
import sys
from datetime import datetime
from time import perf_counter
from typing import TextIO
from zoneinfo import ZoneInfo

from src.domain.capture import as_contract_dict, parse


def parse_jsonl(lines: TextIO, out: TextIO) -> None:
    """Read `{"id", "text", "now", "timezone"}` a line, write `{"id", "parsed_items", "elapsed_ms"}` a line.

    A line that cannot be read is answered by `{"id", "error"}` (id null when it has none); the rest goes on.
    """
    for line in lines:
        if line.strip():
            out.write(json.dumps(_answer(line), ensure_ascii=False) + "\n")
            out.flush()


def _answer(line: str) -> dict[str, object]:
    request: object = None
    try:
        request = json.loads(line)
        if not isinstance(request, dict):
            raise TypeError("a line must hold an object")
        now, zone = datetime.fromisoformat(request["now"]), ZoneInfo(request["timezone"])
        if now.tzinfo is None:
            now = now.replace(tzinfo=zone)
        began = perf_counter()
        items = parse(request["text"], now=now, zone=zone)
        elapsed = (perf_counter() - began) * 1000
    except Exception as error:  # whatever is wrong with one line, the rest is read
        return {
            "id": request.get("id") if isinstance(request, dict) else None,
            "error": f"{type(error).__name__}: {error}",
        }
    return {
        "id": request.get("id"),
        "parsed_items": [as_contract_dict(i) for i in items],
        "elapsed_ms": round(elapsed, 3),
    }


if __name__ == "__main__":
    parse_jsonl(sys.stdin, sys.stdout)
