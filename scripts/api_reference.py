"""`docs/api-reference.md`: the OpenAPI document as a page for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from src.api.errors import BY_STATUS, CATEGORIES

RANGES = (
    ("minLength", "maxLength", "{} characters"),
    ("minimum", "maximum", "{}"),
    ("minItems", "maxItems", "{} items"),
)
Json = Mapping[str, Any]


def api_reference(document: Json) -> str:
    """The document as a page for people: by tag, a table and then each operation."""
    lines = ["# API reference", "", str(document["info"]["description"]).strip(), ""]
    lines += ["The same, for programs: [openapi.json](openapi.json). A running server shows it at `/docs`.", ""]
    lines += [
        "## Refusals",
        "",
        "Problem documents, [described below](#problem). A 422 names each field in `error.details.fields`.",
        "",
    ]
    lines += [*_error_table(), ""]
    for tag in document["tags"]:
        found = [each for each in _operations(document) if tag["name"] in each[2]["tags"]]
        lines += [f"## {tag['name']}", "", tag["description"], "", "| Operation | What it does |", "|---|---|"]
        lines += [f"| [`{m} {p}`](#op-{o['operationId']}) | {_cell(_first_sentence(o))} |" for m, p, o in found]
        for method, path, operation in found:
            lines += ["", *_operation(method, path, operation, document)]
        lines.append("")
    lines += ["## Shapes", "", "What bodies and answers are made of.", ""]
    for name, schema in sorted(document["components"]["schemas"].items()):
        lines += [*_shape(name, schema), ""]
    return "\n".join(lines)


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def _codes() -> dict[str, list[str]]:
    """Which `error.code` comes with which status."""
    found: dict[str, list[str]] = {}
    pairs = [(status, kind.code) for kind, status in CATEGORIES]
    for status, code in sorted([*pairs, *((status, code) for status, (code, _) in BY_STATUS.items())]):
        listed = found.setdefault(str(status), [])
        if code not in listed:
            listed.append(code)
    return found


def _error_table() -> Iterator[str]:
    yield "| Status | `error.code` |"
    yield "|---|---|"
    for status, codes in _codes().items():
        yield f"| {status} | {', '.join(f'`{code}`' for code in codes)} |"


def _first_sentence(operation: Json) -> str:
    text: str = operation.get("description") or operation.get("summary", "")
    return text.split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _operation(method: str, path: str, operation: Json, document: Json) -> Iterator[str]:
    yield f'<a id="op-{operation["operationId"]}"></a>'
    yield ""
    yield f"### `{method} {path}`"
    yield ""
    if operation.get("deprecated"):
        yield "**Deprecated**: for older clients."
        yield ""
    yield operation.get("description") or operation.get("summary", "")
    yield ""
    is_public = operation.get("security") == []
    yield "No token needed." if is_public else "Needs `Authorization: Bearer <token>`."
    parameters = operation.get("parameters", [])
    if parameters:
        yield from ["", "| Parameter | In | Type | |", "|---|---|---|---|"]
        yield from (_parameter(each) for each in parameters)
    for media in operation.get("requestBody", {}).get("content", {}).values():
        yield from ["", f"**Body**: {_kind(media['schema'])}", "", *_body_fields(media["schema"], document)]
    yield from ["", *_answers(operation)]


def _parameter(parameter: Json) -> str:
    schema = parameter["schema"]
    need = "**required** " if parameter.get("required") else ""
    text = parameter.get("description") or schema.get("description", "")
    return f"| `{parameter['name']}` | {parameter['in']} | {_cell(_kind(schema))} | {need}{_cell(text)} |"


def _body_fields(schema: Json, document: Json) -> Iterator[str]:
    """The fields of a body, whether it is named, optional, or both."""
    for each in [schema, *schema.get("anyOf", [])]:
        name = each.get("$ref", "").rpartition("/")[2]
        if name:
            yield from _fields(document["components"]["schemas"][name])


def _fields(schema: Json) -> Iterator[str]:
    required = schema.get("required", [])
    yield "| Field | Type | |"
    yield "|---|---|---|"
    for name, field in schema.get("properties", {}).items():
        need = "**required** " if name in required else ""
        yield f"| `{name}` | {_cell(_kind(field))} | {need}{_cell(field.get('description', ''))} |"


def _answers(operation: Json) -> Iterator[str]:
    refusals = []
    for status, response in operation["responses"].items():
        if status >= "400":
            refusals.append(status)
            continue
        content: Json = next(iter(response.get("content", {}).values()), {})
        yield f"**Answer {status}**: {_kind(content['schema']) if content.get('schema') else 'no body'}"
        yield ""
    yield f"[Refusals](#refusals): {', '.join(sorted(refusals))}."


def _shape(name: str, schema: Json) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    if schema.get("description"):
        yield schema["description"]
        yield ""
    yield from _fields(schema) if "properties" in schema else [_kind(schema)]


def _kind(schema: Json) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})" + _default(schema)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return " or ".join(dict.fromkeys(_kind(each) for each in choices)) + _default(schema)
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")])) + _default(schema)
    of_what = f" of {_kind(schema.get('items', {}))}" if schema.get("type") == "array" else ""
    words = {"array": "list", None: "anything"}.get(schema.get("type"), str(schema.get("type")))
    limits = [schema["format"]] if "format" in schema else []
    limits += [f"`{schema['pattern']}`"] if "pattern" in schema else []
    limits += [text.format(_range(schema.get(low), schema.get(high))) for low, high, text in RANGES
               if low in schema or high in schema]  # fmt: skip
    return words + (f" ({', '.join(limits)})" if limits else "") + of_what + _default(schema)


def _range(low: float | None, high: float | None) -> str:
    """`1-255`, `up to 10000`, `from 1`."""
    if low is None:
        return f"up to {_number(high)}"
    return f"from {_number(low)}" if high is None else f"{_number(low)}-{_number(high)}"


def _number(value: float | None) -> str:
    return str(int(value)) if value is not None and value == int(value) else str(value)


def _default(schema: Json) -> str:
    value = schema.get("default")
    return "" if value in (None, "", [], {}) else f"; default `{json.dumps(value)}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
