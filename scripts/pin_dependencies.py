"""Pins every dependency, direct or not, in pyproject.toml: an install gets what was tested, on any machine.

    python scripts/pin_dependencies.py             pin what is new, unpin what nothing needs, keep the rest
    python scripts/pin_dependencies.py --upgrade   pin the newest versions that the bounds allow
    python scripts/pin_dependencies.py --check     change nothing; exit 1 and say why when the pins do not fit

`uv.lock` records where packages were downloaded, so it stays out of git and the pins take its place. uv resolves for
all systems and for every Python from the lowest that `requires-python` allows; where versions differ, a pin carries a
marker. A newer release never changes an answer but that of `--upgrade`: uv keeps a pin as long as it fits.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"

BEGIN = "# begin: pins, written by scripts/pin_dependencies.py"
END = "# end: pins"
_BLOCK = re.compile(rf"^{re.escape(BEGIN)}\r?\n.*?^{re.escape(END)}\r?\n", re.DOTALL | re.MULTILINE)
_UV_TABLE = re.compile(r"^\[tool\.uv\][^\n]*\n", re.MULTILINE)


class PinsDoNotFit(Exception):
    """One sentence that says what is wrong and what to do."""


def pins_in(text: str) -> list[str]:
    """The pins as they stand in the text of a pyproject.toml."""
    block = _BLOCK.search(text)
    if block is None:
        return []
    pins: list[str] = tomllib.loads(block.group())["constraint-dependencies"]
    return pins


def with_pins(text: str, pins: Iterable[str]) -> str:
    """`text` with these pins instead of its own; every other byte stays."""
    lines = "".join(f'    "{pin}",\n' for pin in pins)
    block = f"{BEGIN}\nconstraint-dependencies = [\n{lines}]\n{END}\n"
    if _BLOCK.search(text):
        return _BLOCK.sub(lambda _: block, text, count=1)
    table = _UV_TABLE.search(text)
    if table:
        return text[: table.end()] + block + text[table.end() :]
    return f"{text.rstrip()}\n\n[tool.uv]\n{block}"


def without_pins(text: str) -> str:
    return _BLOCK.sub("", text)


def direct_requirements(project: Mapping[str, Any]) -> Iterator[Requirement]:
    """What the project, its extras and its groups ask for; a group's inclusion of another is not a package."""
    table = project.get("project", {})
    own_name = canonicalize_name(table.get("name", ""))
    extras = table.get("optional-dependencies", {})
    groups = project.get("dependency-groups", {})
    for listed in (table.get("dependencies", []), *extras.values(), *groups.values()):
        for entry in listed:
            if isinstance(entry, str) and canonicalize_name(Requirement(entry).name) != own_name:
                yield Requirement(entry)


def resolve(text: str, *, keep: Iterable[str]) -> list[str]:
    """Every package that the pyproject.toml `text` needs, pinned, sorted; the versions of `keep` wherever they fit."""
    project = tomllib.loads(text)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pyproject.toml").write_text(without_pins(text), encoding="utf-8")
        # uv prefers the versions that its output file names already.
        output = Path(folder) / "pins.txt"
        output.write_text("".join(f"{pin}\n" for pin in keep), encoding="utf-8")
        command = [os.environ.get("UV", "uv"), "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
        command += ["--all-extras", "--no-annotate", "--no-header", "--output-file", output.name]
        command += ["--python-version", _lowest_python(project)]
        for group in project.get("dependency-groups", {}):
            command += ["--group", group]
        # The environment that happens to be active is none of the resolver's business.
        environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        done = subprocess.run(  # our own words
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise PinsDoNotFit(f"uv could not resolve the declared dependencies:\n{done.stderr.strip()}")
        resolved = output.read_text(encoding="utf-8").splitlines()
    return _tidy(line for line in resolved if line and not line.startswith("#"))


def _lowest_python(project: Mapping[str, Any]) -> str:
    found = re.search(r">=\s*([\d.]+)", project.get("project", {}).get("requires-python", ""))
    if found is None:
        raise PinsDoNotFit("pyproject.toml needs a requires-python with a lowest version, such as >=3.11.")
    return found.group(1)


def _tidy(lines: Iterable[str]) -> list[str]:
    """Markers only where a package has several versions: a constraint asks for nothing by itself."""
    requirements = [Requirement(line) for line in lines]
    names = [canonicalize_name(requirement.name) for requirement in requirements]
    pins = []
    for name, requirement in zip(names, requirements, strict=True):
        marker = f" ; {requirement.marker}" if names.count(name) > 1 else ""
        # TOML's basic strings hold the double quotes of a marker only when escaped: write single ones.
        pins.append(f"{name}{requirement.specifier}{marker}".replace('"', "'"))
    return sorted(pins)


def check_declared(project: Mapping[str, Any], pins: Iterable[str]) -> None:
    """What can be said without a resolution: pins are exact, and each direct dependency has one within its bounds."""
    pinned: dict[str, list[str]] = {}
    for pin in map(Requirement, pins):
        specifiers = list(pin.specifier)
        if len(specifiers) != 1 or specifiers[0].operator != "==" or "*" in specifiers[0].version:
            raise PinsDoNotFit(f"The pin {pin} is not exact: run scripts/pin_dependencies.py.")
        pinned.setdefault(canonicalize_name(pin.name), []).append(specifiers[0].version)
    for wanted in direct_requirements(project):
        versions = pinned.get(canonicalize_name(wanted.name))
        if versions is None:
            raise PinsDoNotFit(f"{wanted.name} is declared but not pinned: run scripts/pin_dependencies.py.")
        # One version is enough: two requirements on the same package may be for different systems.
        if not any(wanted.specifier.contains(version, prereleases=True) for version in versions):
            raise PinsDoNotFit(
                f"The pin {wanted.name}=={versions[0]} contradicts the declared {wanted}: "
                "run scripts/pin_dependencies.py."
            )


def check_resolved(pins: list[str], resolved: list[str]) -> None:
    """The pins are exactly what the declared dependencies need."""
    pinned_names, needed_names = ({Requirement(pin).name for pin in each} for each in (pins, resolved))
    complaints = {
        "nothing needs": pinned_names - needed_names,
        "not pinned, but needed:": needed_names - pinned_names,
        "pinned to a version that another package rules out:": {
            Requirement(pin).name for pin in set(pins) ^ set(resolved)
        },
    }
    for complaint, names in complaints.items():
        if names:
            raise PinsDoNotFit(f"{complaint} {', '.join(sorted(names))}: run scripts/pin_dependencies.py.".capitalize())
    if pins != resolved:
        raise PinsDoNotFit("The pins are not sorted, or one stands there twice: run scripts/pin_dependencies.py.")


def _read() -> str:
    # Bytes, not text mode: the line ends of the rest of the file are not ours.
    return PYPROJECT.read_bytes().decode()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="change nothing; exit 1 when the pins do not fit")
    choice.add_argument("--upgrade", action="store_true", help="pin the newest versions that the bounds allow")
    options = parser.parse_args()

    text = _read()
    pins = pins_in(text)
    try:
        if options.check:
            check_declared(tomllib.loads(text), pins)
            check_resolved(pins, resolve(text, keep=pins))
            print(f"{len(pins)} pins fit what is declared.")
            return 0
        resolved = resolve(text, keep=[] if options.upgrade else pins)
    except PinsDoNotFit as complaint:
        print(complaint, file=sys.stderr)
        return 1

    # Read again: resolving took a moment, and somebody may have saved the file meanwhile.
    PYPROJECT.write_bytes(with_pins(_read(), resolved).encode())
    changed = len(set(resolved) ^ set(pins))
    print(f"{len(resolved)} pins, {changed} lines changed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
