"""`docs/mcp.md` names what there is, and nothing of it is loaded before somebody asks."""

import re
import subprocess
import sys
from pathlib import Path

from src.mcp_server.resources import ONE_TASK, TODAY_PICTURE
from src.mcp_server.tools import TOOLS

PROJECT = Path(__file__).resolve().parents[3]
PAGE = (PROJECT / "docs" / "mcp.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| `([a-z:]+)` \| (everybody|agents) \| (yes)? ?\| (yes)?", re.MULTILINE)


def test_the_page_names_every_tool_as_it_is() -> None:
    rows = [
        (name, scope, who == "agents", bool(reads), bool(again)) for name, scope, who, reads, again in ROW.findall(PAGE)
    ]

    assert rows == [
        (each.name, each.scope, each.is_for_agents, each.only_reads, each.only_reads or each.is_repeatable)
        for each in TOOLS.values()
    ]
    assert "twelve" in PAGE
    assert len(TOOLS) == 12


def test_the_page_names_every_resource() -> None:
    for known in (TODAY_PICTURE, ONE_TASK):
        assert f"| `{known.address}` | `{known.scope}` |" in PAGE


def test_the_library_is_not_loaded_before_somebody_asks() -> None:
    code = "import sys, src.api.main, src.cli.main; print([name for name in sys.modules if name.startswith('mcp')])"

    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60
    )

    assert loaded.stdout.strip() == "[]"
