"""Use cases of estimates: what a person's own finished tasks say about how long the next one takes."""

from src.database.unit_of_work import UnitOfWork
from src.domain.estimates import Estimate, Ratios, learn
from src.repositories.estimates import EstimateRepository
from src.repositories.tasks import TaskRepository
from src.schemas.estimates import EstimateList, EstimateRead, RatioRead, TagRatioRead

LEARNED_FROM = 300
"""Tasks that are looked at: enough for every label in use, and habits from years ago fade."""
MOST_TAGS = 50


class EstimateService:
    """Ratios of actual to estimated hours, worked out when asked: nothing to keep, nothing that drifts."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.measured = EstimateRepository(uow)

    async def ratios(self) -> Ratios:
        """What the owner's latest finished tasks say, in one query; `ratios.for_task(hours, tags)` for each task."""
        return learn(await self.measured.latest_measured(limit=LEARNED_FROM))

    async def of_task(self, task_id: str) -> EstimateRead:
        """How long one task is likely to take.

        Raises:
            NotFound: not the owner's.
        """
        task = await TaskRepository(self.uow).get(task_id)
        ratios = await self.ratios()
        found = ratios.for_task(task.estimated_hours, task.tags)
        if found is None:
            return EstimateRead(
                task_id=task_id,
                estimated_hours=task.estimated_hours,
                is_learned=False,
                sample_count=ratios.sample_count,
                sentence=_what_is_missing(task.estimated_hours, ratios),
            )
        return _read(task_id, task.estimated_hours, found)

    async def everything(self) -> EstimateList:
        """Overall and by label."""
        ratios = await self.ratios()
        overall = ratios.overall
        return EstimateList(
            is_learned=ratios.has_enough,
            overall=RatioRead(ratio=overall.ratio if overall else None, sample_count=ratios.sample_count),
            tags=[
                TagRatioRead(tag=tag, ratio=each.ratio, sample_count=each.sample_count)
                for tag, each in list(ratios.by_tag().items())[:MOST_TAGS]
            ],
            sentence=ratios.sentence,
        )


def _read(task_id: str, estimated_hours: float | None, found: Estimate) -> EstimateRead:
    return EstimateRead(
        task_id=task_id,
        estimated_hours=estimated_hours,
        is_learned=True,
        low_minutes=found.low_minutes,
        high_minutes=found.high_minutes,
        likely_minutes=found.likely_minutes,
        ratio=found.ratio,
        sample_count=found.sample_count,
        tags=list(found.tags),
        sentence=found.sentence,
    )


def _what_is_missing(estimated_hours: float | None, ratios: Ratios) -> str:
    if ratios.has_enough or not estimated_hours:
        return "Give this task an estimate, and your own finished tasks say how long it may really take."
    return ratios.sentence
