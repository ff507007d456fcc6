"""Lists of tasks, search, and the figures over all of them."""

from datetime import UTC, datetime
from typing import Any

from src.database.fulltext import match_text, vocabulary
from src.database.unit_of_work import UnitOfWork
from src.domain.days import day_end, day_start, week_bounds
from src.domain.due import due_of
from src.domain.progress import percent
from src.domain.search import highlight, relevance, search_terms, within_one_typo
from src.domain.tasks import Priority, TaskStatus
from src.repositories.task_lists import ListShape, Paging
from src.repositories.tasks import TaskRepository
from src.schemas.tasks import TaskFilters, TaskStats
from src.services.cursors import read_cursor, write_cursor
from src.services.days import days_of_owner

CANDIDATES = 200
CLOSE_WORDS = 50
LISTS = ("status", "priority", "project_id", "zone_id", "tags", "capture_type")


class TaskListService:
    """Reading many tasks."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.tasks = TaskRepository(uow)

    async def page(
        self, filters: TaskFilters, *, sort: str, limit: int, offset: int, cursor: str | None
    ) -> dict[str, Any]:
        """One page, with where it lies in the whole.

        Raises:
            RuleBroken: the cursor is not one of this list's.
        """
        parameters = await self._parameters(filters)
        if parameters is None:
            return _page([], total=0, limit=limit, offset=offset, sort=sort)
        paging: Paging = "cursor" if cursor else "offset"
        shape = ListShape(
            filters=frozenset(parameters),
            with_blocked=TaskStatus.BLOCKED in filters.status,
            sort=sort,
            paging=paging,
        )
        total = await self.tasks.count(shape, parameters)
        where = _position(cursor, sort, offset)
        rows = await self.tasks.page(shape, {**parameters, **where, "limit": limit + 1})
        return _page(rows, total=total, limit=limit, offset=offset, sort=sort)

    async def _parameters(self, filters: TaskFilters) -> dict[str, Any] | None:
        """Statement parameters of the filters that are set; None when nothing can match."""
        found: dict[str, Any] = {}
        for name in LISTS:
            values = getattr(filters, name)
            if values:
                found[name] = [str(value) for value in values]
        if filters.energy_required:
            found["energy_required"] = [str(level) for level in filters.energy_required]
        for name in ("parent_id", "is_meta_task"):
            if getattr(filters, name) is not None:
                found[name] = getattr(filters, name)
        if filters.due_before is not None or filters.due_after is not None:
            await self._due_parameters(filters, found)
        if filters.q is not None:
            terms = search_terms(filters.q)
            if not terms:
                return None
            found["match"] = match_text([[term] for term in terms], self.uow.engine)
        return found

    async def _due_parameters(self, filters: TaskFilters, found: dict[str, Any]) -> None:
        """Days count whole: `due_before` includes its day, `due_after` begins with it."""
        zone = (await days_of_owner(self.uow)).zone
        before, after = filters.due_before, filters.due_after
        if before is not None:
            found["due_before"] = due_of(before, zone).at
        if after is not None:
            found["due_after"] = after if isinstance(after, datetime) else day_start(after, zone)

    async def search(self, query: str, *, limit: int) -> dict[str, Any]:
        """The best matches first, scored 0-1 alike on both engines; a typo in a word is forgiven."""
        terms = search_terms(query)
        found, total = await self._matches([[term] for term in terms])
        if not found and terms:
            meant = [[term, *await self._close_words(term)] for term in terms]
            found, total = await self._matches(meant)
        scored = [(relevance(task["title"], task["description"], terms), task) for task in found]
        scored.sort(key=lambda pair: (-pair[0], pair[1]["task_id"]))
        results = [
            {
                "task_id": task["task_id"],
                "title": task["title"],
                "description": task["description"],
                "status": task["status"],
                "relevance_score": score,
                "highlight": highlight(f"{task['title']} — {task['description']}".strip(" —"), terms),
            }
            for score, task in scored[:limit]
        ]
        return {"results": results, "total": total, "query": query}

    async def _matches(self, terms: list[list[str]]) -> tuple[list[dict[str, Any]], int]:
        if not terms:
            return [], 0
        shape = ListShape(frozenset({"match"}), with_blocked=False, sort="-updated_at", paging="offset")
        match = {"match": match_text(terms, self.uow.engine)}
        total = await self.tasks.count(shape, match)
        if not total:
            return [], 0
        return await self.tasks.page(shape, {**match, "offset": 0, "limit": CANDIDATES}), total

    async def _close_words(self, term: str) -> list[str]:
        """Indexed words one typo away from `term`."""
        known = await self.uow.all(
            vocabulary(self.uow.engine), shortest=len(term) - 1, longest=len(term) + 1, limit=100_000
        )
        return sorted(word for word in known if within_one_typo(word, term))[:CLOSE_WORDS]

    async def stats(self) -> TaskStats:
        """Figures over all tasks; days and weeks (Monday to Sunday) are the calendar's in the owner's zone."""
        days = await days_of_owner(self.uow)
        now = self.uow.now()
        by_status = dict.fromkeys(TaskStatus, 0)
        by_priority = dict.fromkeys(Priority, 0)
        for status, priority, count in await self.tasks.counts():
            by_status[TaskStatus(status)] += count
            by_priority[Priority(priority)] += count
        today = days.calendar_day(now)
        begin, end = day_start(today, days.zone), day_end(today, days.zone)
        total, done = sum(by_status.values()), by_status[TaskStatus.DONE]
        return TaskStats(
            total_tasks=total,
            completed_tasks=done,
            in_progress_tasks=by_status[TaskStatus.IN_PROGRESS],
            blocked_tasks=by_status[TaskStatus.BLOCKED],
            todo_tasks=by_status[TaskStatus.TODO],
            completion_rate=percent(done, total),
            average_completion_time_hours=await self._average_hours(),
            overdue_tasks=await self.tasks.due_between(BEGINNING, now),
            due_today=await self.tasks.due_between(begin, end),
            due_this_week=await self.tasks.due_between(now, week_bounds(today, days.zone)[1]),
            by_priority=by_priority,
        )

    async def _average_hours(self) -> float:
        spans = [max((done - made).total_seconds(), 0) for made, done in await self.tasks.completion_times() if done]
        return round(sum(spans) / len(spans) / 3600, 2) if spans else 0.0


BEGINNING = datetime(1, 1, 2, tzinfo=UTC)


def _position(cursor: str | None, sort: str, offset: int) -> dict[str, Any]:
    if cursor is None:
        return {"offset": offset}
    value, key = read_cursor(cursor, sort)
    return {"after_value": value, "after_id": key}


def _page(rows: list[dict[str, Any]], *, total: int, limit: int, offset: int, sort: str) -> dict[str, Any]:
    has_more = len(rows) > limit
    shown = rows[:limit]
    last = shown[-1] if shown else None
    next_cursor = write_cursor(sort, last["sort_value"], last["task_id"]) if last and has_more else None
    for row in shown:
        del row["sort_value"]
    return {
        "tasks": shown,
        "total": total,
        "limit": limit,
        "offset": offset,
        "has_more": has_more,
        "next_offset": offset + limit if has_more else None,
        "next_cursor": next_cursor,
    }
