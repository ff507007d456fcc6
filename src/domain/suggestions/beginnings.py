"""The first step of a task: the one it has, or a tiny one made of its words."""

from dataclasses import dataclass

from src.domain.splitting import split

from .models import Candidate


@dataclass(frozen=True, slots=True)
class Beginning:
    """Something to do within a few minutes. `step_id` is None when it was made up for the moment."""

    description: str
    estimated_minutes: int
    step_id: str | None = None


def beginning_of(candidate: Candidate, *, description: str = "", energy_level: int | None = None) -> Beginning:
    """The first open step; without steps, the first one that a split would make: at most two minutes, no network."""
    if candidate.first_step is not None:
        step = candidate.first_step
        return Beginning(step.description, step.estimated_minutes, step.step_id)
    tiny = split(
        candidate.title,
        description=description,
        estimated_hours=candidate.estimated_hours,
        tags=candidate.tags,
        energy_level=energy_level,
    ).steps[0]
    return Beginning(tiny.description, tiny.estimated_minutes)
