"""The documentation is true: generated pages are fresh, links lead somewhere, and the commands in it run."""

import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from src.testing.server import Server, running_server

ROOT = Path(__file__).resolve().parents[3]
GUIDES = ("README.md", "docs/onboarding.md", "docs/templates.md", "docs/agents.md")
NOT_OURS = {".venv", ".git", "node_modules", "data", "dist"}
BLOCK = re.compile(r"(?P<note><!-- not run: [^\n]+ -->\n+)?^```bash\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
ANCHOR = re.compile(r'<a id="([^"]+)">')


def markdown_files() -> list[Path]:
    found = [path for path in ROOT.rglob("*.md") if not NOT_OURS.intersection(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(ROOT).parts))


def anchors_of(text: str) -> set[str]:
    """What a `#…` can lead to in a page, as code forges make them from headings."""
    headings = HEADING.findall(FENCED.sub("", text))
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
    return slugs | set(ANCHOR.findall(text))


def broken_links(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    prose = re.sub(r"(`+)(?!`).*?\1", "`code`", FENCED.sub("", text))
    for match in LINK.finditer(prose):
        target, _, anchor = match["target"].partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        page = (path.parent / target) if target else path
        if not page.exists():
            yield f"{path.relative_to(ROOT)}: {match['target']} leads nowhere"
        elif anchor and anchor not in anchors_of(page.read_text(encoding="utf-8")):
            yield f"{path.relative_to(ROOT)}: {match['target']} has no such heading"


def commands_in(guide: str) -> tuple[list[str], int]:
    """The blocks of a guide that can run, and how many say why they cannot."""
    blocks = list(BLOCK.finditer((ROOT / guide).read_text(encoding="utf-8")))
    return [block["commands"] for block in blocks if not block["note"]], sum(bool(block["note"]) for block in blocks)


def runnable(commands: str, server: Server) -> str:
    """The commands as they are, but for this interpreter instead of `uv run`, and for the server's own port."""
    python = f"'{sys.executable}'"
    commands = commands.replace("uv run proxy-agent", f"{python} -m src.cli.main")
    commands = commands.replace("uv run python examples/", f"{python} {ROOT}/examples/")
    commands = commands.replace("uv run python", python)
    return commands.replace(":8000", f":{server.port}")


@pytest.fixture(scope="module")
def generator() -> Any:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return importlib.import_module("generate_docs")
    finally:
        sys.path.remove(str(ROOT / "scripts"))


@pytest.fixture(scope="module")
def documents(generator: Any) -> dict[str, str]:
    made: dict[str, str] = generator.documents()
    return made


@pytest.mark.parametrize(
    "name",
    ["docs/openapi.json", "docs/api-reference.md", "docs/database-schema.md", "docs/configuration.md", ".env.example"],
)
def test_a_generated_page_says_what_the_code_does(name: str, documents: dict[str, str]) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == documents[name], f"{name}: run scripts/generate_docs.py"


def test_generated_pages_name_no_place_on_this_machine(documents: dict[str, str]) -> None:
    for name, text in documents.items():
        assert str(ROOT) not in text, name
        assert str(Path.home()) + "/" not in text, name


def test_every_operation_and_every_shape_has_its_place_in_the_reference(
    documents: dict[str, str], generator: Any
) -> None:
    document = generator.openapi_document()

    anchors = anchors_of(documents["docs/api-reference.md"])

    operations = {each["operationId"] for item in document["paths"].values() for each in item.values()}
    assert {f"op-{name}" for name in operations} <= anchors
    assert {name.lower() for name in document["components"]["schemas"]} <= anchors


def test_every_link_inside_the_project_leads_somewhere() -> None:
    files = markdown_files()

    broken = [each for path in files for each in broken_links(path)]

    assert len(files) >= 20
    assert broken == []


def test_every_page_of_the_documentation_can_be_reached_from_its_index() -> None:
    docs = ROOT / "docs"
    index = (docs / "README.md").read_text(encoding="utf-8")
    linked = {(docs / match["target"].partition("#")[0]).resolve() for match in LINK.finditer(index)}

    missing = [path.name for path in docs.rglob("*.md") if path.resolve() not in linked and path.name != "README.md"]

    assert missing == []


def test_the_index_notices_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    page = ROOT / "docs" / "README.md"

    assert "no-such-heading" not in anchors_of(page.read_text(encoding="utf-8"))
    assert anchors_of('# One `two` & three\n<a id="op-x"></a>') == {"one-two--three", "op-x"}


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("bash"), reason="needs bash and curl")
@pytest.mark.parametrize("guide", GUIDES)
def test_the_commands_of_a_guide_run_as_written(guide: str, tmp_path: Path) -> None:
    blocks, left_out = commands_in(guide)
    database_url, data_dir = f"sqlite:///{tmp_path}/app.db", tmp_path / "data"
    settings = {"DATABASE_URL": database_url, "DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT)}

    with running_server(database_url=database_url, data_dir=data_dir) as server:
        script = "set -euo pipefail\n" + "\n".join(
            f"echo '=== block {number}'\n{runnable(block, server)}" for number, block in enumerate(blocks, start=1)
        )
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=tmp_path,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    print(f"{guide}: {len(blocks)} blocks ran, {left_out} say why they cannot")  # noqa: T201 pytest keeps it
    assert len(blocks) >= 4, f"{guide} has too few commands that run"
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert f"=== block {len(blocks)}" in done.stdout
    assert '"error":{"code"' not in done.stdout.replace(" ", ""), done.stdout
