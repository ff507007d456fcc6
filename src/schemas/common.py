"""What every request and answer shares."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from src.domain.days import EARLIEST_YEAR, LATEST_YEAR, is_zone

MAX_HOURS = 10_000


class Body(BaseModel):
    """A request body: unknown fields are refused, never dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)

    def given(self) -> dict[str, Any]:
        """The fields that were sent, for a partial update."""
        return self.model_dump(exclude_unset=True)


class Answer(BaseModel):
    """Part of an answer. Answers may grow new fields; clients ignore those they do not know."""

    model_config = ConfigDict(from_attributes=True)


class Page(Answer):
    """Where a page lies in its list."""

    total: int = Field(description="rows that match, on all pages", ge=0)
    limit: int = Field(description="rows a page holds at most")
    offset: int = Field(description="rows before this page", ge=0)
    has_more: bool = Field(description="whether rows follow")
    next_offset: int | None = Field(description="offset of the next page; null on the last")
    next_cursor: str | None = Field(
        None, description="pass as `cursor` for the next page: costs the same at any depth; null on the last"
    )


class Message(Answer):
    message: str


def _in_range(moment: date) -> date:
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise ValueError(f"must be between the years {EARLIEST_YEAR} and {LATEST_YEAR}")
    return moment


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("must carry a time zone, for example 2026-11-23T09:00:00Z")
    _in_range(moment)
    return moment.astimezone(UTC)


def _date_or_instant(value: object) -> object:
    """`2026-11-23` is a day, anything longer an instant; numbers are neither."""
    if isinstance(value, datetime | date):
        return value
    if not isinstance(value, str):
        raise ValueError("must be a date (2026-11-23) or an instant (2026-11-23T09:00:00Z)")
    try:
        return date.fromisoformat(value) if len(value) == len("2026-11-23") else datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a date (2026-11-23) or an instant (2026-11-23T09:00:00Z)") from None


def _date_only(value: object) -> object:
    if type(value) is date or value is None:
        return value
    if isinstance(value, str) and len(value) == len("2026-11-23"):
        return value
    raise ValueError("must be a date, for example 2026-11-23")


def _instant_only(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or len(value) <= len("2026-11-23"):
        raise ValueError("must be an instant, for example 2026-11-23T09:00:00Z")
    return value


def _due(value: date | datetime) -> date | datetime:
    return _utc(value) if isinstance(value, datetime) else _in_range(value)


def _zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError("must be an IANA time zone, for example Europe/Berlin")
    return name


def _instant_json(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _due_json(value: date | datetime) -> str:
    return _instant_json(value) if isinstance(value, datetime) else value.isoformat()


InstantField = Annotated[
    datetime,
    BeforeValidator(_instant_only),
    AfterValidator(_utc),
    PlainSerializer(_instant_json, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-23T09:00:00Z"]}),
]
DateField = Annotated[
    date,
    BeforeValidator(_date_only),
    AfterValidator(_in_range),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-23"]}),
]
DueField = Annotated[
    date | datetime,
    BeforeValidator(_date_or_instant),
    AfterValidator(_due),
    PlainSerializer(_due_json, return_type=str, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
            "description": "a day in your own time zone, or an instant; comes back in the form given",
            "examples": ["2026-11-27", "2026-11-27T15:00:00Z"],
        }
    ),
]
ZoneName = Annotated[str, Field(max_length=64, examples=["Europe/Berlin"]), AfterValidator(_zone)]
Hours = Annotated[float, Field(ge=0, le=MAX_HOURS, allow_inf_nan=False, examples=[1.5])]
Percentage = Annotated[float, Field(ge=0, le=100, examples=[42.5])]
OpenObject = Annotated[dict[str, Any], Field(description="an open object: whatever your client wants to keep")]
