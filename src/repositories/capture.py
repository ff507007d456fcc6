"""Queries of captures and of what they made."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, case, func, not_, select

from src.database.models import Capture, CaptureResult, Task
from src.database.types import AnyTag, any_of
from src.domain.capture.states import CaptureStatus, MadeKind
from src.domain.tasks import PRIVATE_LABEL, TaskStatus
from src.repositories.base import OWNER_ID, OwnedRepository, owned, owned_delete, owned_update

IS_WANTED = Capture.user_id == OWNER_ID
PAGE_BY = (Capture.created_at.desc(), Capture.capture_id.desc())
LIMIT, OFFSET = bindparam("limit", type_=Integer()), bindparam("offset", type_=Integer())
PAGE = owned(Capture).order_by(*PAGE_BY).limit(LIMIT).offset(OFFSET)
PAGE_OF_STATUS = (
    owned(Capture).where(Capture.status == bindparam("status")).order_by(*PAGE_BY).limit(LIMIT).offset(OFFSET)
)
COUNT = select(func.count()).select_from(Capture).where(IS_WANTED)
COUNT_OF_STATUS = COUNT.where(Capture.status == bindparam("status"))
PARSED = (
    owned_update(Capture)
    .where(
        Capture.capture_id == bindparam("key"),
        Capture.status != CaptureStatus.SAVED,
        Capture.status == bindparam("from_status"),
    )
    .values(
        status=CaptureStatus.PARSED,
        parser=bindparam("new_parser"),
        items=bindparam("new_items", type_=Capture.items.type),
        type_counts=bindparam("new_counts", type_=Capture.type_counts.type),
        processing_time_ms=bindparam("new_ms"),
        parsed_at=bindparam("now"),
        updated_at=bindparam("now"),
    )
    .returning(Capture)
)
SET_ITEMS = (
    owned_update(Capture)
    .where(Capture.capture_id == bindparam("key"), Capture.status == CaptureStatus.PARSED)
    .values(
        items=bindparam("new_items", type_=Capture.items.type),
        type_counts=bindparam("new_counts", type_=Capture.type_counts.type),
        updated_at=bindparam("now"),
    )
    .returning(Capture)
)
HOLD = owned(Capture).where(Capture.capture_id == bindparam("key")).with_for_update()
SAVED = (
    owned_update(Capture)
    .where(Capture.capture_id == bindparam("key"))
    .values(
        status=CaptureStatus.SAVED,
        saved_at=func.coalesce(Capture.saved_at, bindparam("now")),
        updated_at=bindparam("now"),
    )
)
UNDONE = (
    owned_update(Capture)
    .where(Capture.capture_id == bindparam("key"))
    .values(
        status=CaptureStatus.UNDONE, saved_at=None, save_number=Capture.save_number + 1, updated_at=bindparam("now")
    )
)
RESULTS = (
    owned(CaptureResult)
    .where(CaptureResult.capture_id == bindparam("capture_id"))
    .order_by(CaptureResult.place, CaptureResult.item_id)
)
FORGET_RESULTS = owned_delete(CaptureResult).where(CaptureResult.capture_id == bindparam("capture_id"))
MAKER_OF_PROJECT = (
    select(CaptureResult.capture_id)
    .where(
        CaptureResult.user_id == OWNER_ID,
        CaptureResult.made_kind == MadeKind.PROJECT,
        CaptureResult.made_id == bindparam("project_id"),
    )
    .limit(1)
)
FOLLOWING = select(Task.task_id).where(
    Task.user_id == OWNER_ID, any_of(Task.series_id, "keys"), Task.deleted_at.is_(None)
)
TAKEN = Capture.status != CaptureStatus.UNDONE
TALLY = select(
    func.count().label("total"),
    func.coalesce(func.sum(case((Capture.created_at >= bindparam("week_start"), 1), else_=0)), 0).label("this_week"),
    func.avg(Capture.processing_time_ms).label("average_ms"),
).where(IS_WANTED, TAKEN)
TYPE_COUNTS = (
    select(Capture.type_counts, func.count().label("captures")).where(IS_WANTED, TAKEN).group_by(Capture.type_counts)
)

LABELS = (
    select(Task.tags, func.max(Task.created_at).label("last_used"))
    .where(Task.user_id == OWNER_ID, Task.deleted_at.is_(None))
    .group_by(Task.tags)
    .order_by(func.max(Task.created_at).desc())
    .limit(200)
)
OPEN_TITLES = (
    select(Task.title)
    .where(
        Task.user_id == OWNER_ID,
        Task.deleted_at.is_(None),
        Task.status != TaskStatus.DONE,
        not_(AnyTag(Task.tags, "private_labels")),
    )
    .order_by(Task.updated_at.desc(), Task.task_id.desc())
    .limit(4)
)


def _counts(items: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many there are of each type, in an order that groups alike."""
    return dict(sorted(Counter(item["type"] for item in items).items()))


class CaptureRepository(OwnedRepository[Capture]):
    """Captures of the owner, and what each of them made."""

    async def page(self, *, status: str | None, limit: int, offset: int) -> list[Capture]:
        """Newest first."""
        if status is None:
            return await self.uow.all(PAGE, limit=limit, offset=offset)
        return await self.uow.all(PAGE_OF_STATUS, status=status, limit=limit, offset=offset)

    async def count(self, *, status: str | None) -> int:
        if status is None:
            return await self.uow.first(COUNT) or 0
        return await self.uow.first(COUNT_OF_STATUS, status=status) or 0

    async def parsed(
        self, key: str, *, was: str, parser: str, items: Sequence[dict[str, Any]], elapsed_ms: float
    ) -> Capture | None:
        """The guard of every reading: keep what was read, if the capture still is what it `was`."""
        return await self.uow.first(
            PARSED,
            key=key,
            from_status=was,
            new_parser=parser,
            new_items=list(items),
            new_counts=_counts(items),
            new_ms=elapsed_ms,
        )

    async def set_items(self, key: str, items: Sequence[dict[str, Any]]) -> Capture | None:
        """Keep items as they were answered; None when the capture is no longer waiting to be saved."""
        return await self.uow.first(SET_ITEMS, key=key, new_items=list(items), new_counts=_counts(items))

    async def hold(self, key: str) -> Capture:
        """The capture, nobody else's to change until the unit ends.

        Raises:
            NotFound: missing, or somebody else's.
        """
        return self.present(await self.uow.first(HOLD, key=key), key)

    async def mark_saved(self, key: str) -> None:
        await self.uow.run(SAVED, key=key)

    async def mark_undone(self, key: str) -> None:
        await self.uow.run(UNDONE, key=key)

    async def results(self, key: str) -> list[CaptureResult]:
        """What it made, in the order of saving."""
        return await self.uow.all(RESULTS, capture_id=key)

    async def forget_results(self, key: str) -> None:
        await self.uow.run(FORGET_RESULTS, capture_id=key)

    async def has_made_project(self, project_id: str) -> bool:
        """Whether a dump made this project, rather than the person."""
        return await self.uow.first(MAKER_OF_PROJECT, project_id=project_id) is not None

    async def following(self, task_ids: Sequence[str]) -> list[str]:
        """Tasks that recurrences of these have made since."""
        return await self.uow.all(FOLLOWING, keys=list(task_ids))

    async def tally(self, *, week_start: datetime) -> tuple[int, int, float | None]:
        """`(captures, of them since week_start, mean milliseconds)`, those taken back left out."""
        ((total, this_week, average),) = await self.uow.rows(TALLY, week_start=week_start)
        return total, int(this_week), None if average is None else float(average)

    async def type_counts(self) -> dict[str, int]:
        """How many items of each type there were."""
        found: dict[str, int] = {}
        for counts, captures in await self.uow.rows(TYPE_COUNTS):
            for name, count in counts.items():
                found[name] = found.get(name, 0) + count * captures
        return found

    async def labels(self) -> list[str]:
        """Labels of the owner's tasks, the latest used first."""
        listed = [label for tags, _ in await self.uow.rows(LABELS) for label in tags]
        return list(dict.fromkeys(listed))

    async def open_titles(self) -> list[str]:
        """What the owner was at last, what is private left out."""
        return await self.uow.all(OPEN_TITLES, private_labels=[PRIVATE_LABEL])
