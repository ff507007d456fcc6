"""An agent's own work: claimed, done under a lease, handed in, and decided about by a person."""

from typing import Any

from pydantic import Field

from src.database.unit_of_work import UnitOfWork
from src.domain.delegation import HELD, AssignmentStatus, EvidenceKind, Reach
from src.domain.tasks import DelegationMode, Priority
from src.mcp_server.tool import Tool
from src.mcp_server.visits import Visit
from src.mcp_server.words import Line, Paragraph, Text, ToolAnswer
from src.schemas.agents import Capabilities
from src.schemas.common import Answer, Body, DueField, InstantField
from src.schemas.delegation import DeletionProposal, EvidenceEntry, Note, Progress, ProgressReport, Submission, Words
from src.schemas.tasks import Identifier
from src.services.assignment_claims import AgentFull
from src.services.assignments import AssignmentService
from src.services.delegation import DelegationService

READ, WRITE = "delegation:read", "delegation:write"
MOST_HELD = 20
MOST_COMMENTS = 20
MOST_EVIDENCE = 20
MOST_STEPS = 100
NOTHING_WAITS = "Nothing waits that this agent can do. Ask again in a few minutes."

Epoch = Field(ge=0, le=2**31 - 1, description="`epoch` of the assignment as you took it")


class AssignedStep(Answer):
    step_id: str
    step_number: int
    description: Line
    estimated_minutes: int
    is_completed: bool


class AssignedTask(Answer):
    title: Line
    description: Text
    priority: Priority
    due_date: DueField | None
    estimated_hours: float | None
    steps: list[AssignedStep]


class Comment(Answer):
    author: str
    content: Paragraph
    created_at: InstantField


class Evidence(Answer):
    kind: EvidenceKind
    label: Line | None
    content: Paragraph | None
    file_name: Line | None


class AssignmentBrief(Answer):
    assignment_id: str
    task_id: str
    status: AssignmentStatus
    epoch: int = Field(description="send it with every step; it grows when the assignment changes hands")
    lease_expires_at: InstantField | None = Field(description="report progress before this, or others may take it")
    progress: int
    rejection_reason: Paragraph | None = Field(description="what is missing, when the result was sent back")


class Assignment(AssignmentBrief):
    delegation_mode: DelegationMode
    instructions: Text | None = Field(description="what the owner of the task said about it")
    result: Text | None
    task: AssignedTask | None = Field(description="null when the task is gone")
    comments: list[Comment]
    evidence: list[Evidence]


class NextAssignment(ToolAnswer):
    assignment: Assignment | None = Field(description="yours from now on; null: see `message`")
    message: str
    held: list[AssignmentBrief] = Field(
        description="what this agent holds besides, for example what was sent back: `get_assignment` reads it"
    )

    def summary(self) -> str:
        return self.message


class AssignmentRead(ToolAnswer, Assignment):
    def summary(self) -> str:
        return f"An assignment, {self.status}."


class StepTaken(ToolAnswer, AssignmentBrief):
    message: str

    def summary(self) -> str:
        return self.message


class ClaimWanted(Body):
    capabilities: Capabilities | None = Field(None, description="what you can do now; left out: as registered")


class AssignmentWanted(Body):
    assignment_id: Identifier


class ProgressWanted(AssignmentWanted):
    epoch: int = Epoch
    progress: Progress
    note: Note | None = Field(None, description="a sentence for the owner: what is done, what comes next")


class SubmitWanted(AssignmentWanted):
    epoch: int = Epoch
    result: Words = Field(description="what came of it, in words for the owner of the task")
    evidence: list[EvidenceEntry] = Field(
        default_factory=list, max_length=MOST_EVIDENCE, description="texts and links that show it"
    )


async def next_assignment(visit: Visit, wanted: ClaimWanted) -> NextAssignment:
    """Take the next task that people have delegated, and hold it under a lease. Use it to get work, with an agent's own
    token. Answers the assignment with its task and `epoch`, or `assignment: null` when nothing waits. Keep the `epoch`.
    What you hold already is in `held`: finish it first, above all what was sent back.
    """

    async def claim(uow: UnitOfWork) -> dict[str, Any]:
        service = AssignmentService(uow, visit.principal)
        taken = await service.claim(wanted.capabilities)
        held = [
            each for each in await _held(service) if taken is None or each["assignment_id"] != taken["assignment_id"]
        ]
        return {"taken": taken, "held": held}

    try:
        found = await visit.writing(claim)
    except AgentFull as full:
        held = await visit.reading(lambda uow: _held(AssignmentService(uow, visit.principal)))
        return NextAssignment.of({"assignment": None, "message": full.message, "held": held})
    taken = found["taken"]
    message = NOTHING_WAITS if taken is None else "An assignment is yours: work on it, report progress, submit."
    assignment = None if taken is None else bounded(taken)
    return NextAssignment.of({"assignment": assignment, "message": message, "held": found["held"]})


async def get_assignment(visit: Visit, wanted: AssignmentWanted) -> AssignmentRead:
    """Read one of this agent's assignments again: its state, its task, what its owner said in the thread and why it was
    sent back. Use it to see whether submitted work was accepted (`completed`) or is yours again (`in_progress`).
    """
    found = await visit.reading(lambda uow: AssignmentService(uow, visit.principal).get(wanted.assignment_id))
    return AssignmentRead.of(bounded(found))


async def report_progress(visit: Visit, wanted: ProgressWanted) -> StepTaken:
    """Say how far an assignment is (0-100), with a note for its owner, and renew the lease. Use it at the beginning,
    after each part, and always before `lease_expires_at`. CONFLICT means that the assignment is no longer yours: stop
    working on it.
    """
    report = ProgressReport(epoch=wanted.epoch, progress=wanted.progress, note=wanted.note)
    step = await visit.writing(
        lambda uow: AssignmentService(uow, visit.principal).progress(wanted.assignment_id, report)
    )
    return StepTaken.of({**step, "message": "Noted; the lease runs anew."})


async def submit_result(visit: Visit, wanted: SubmitWanted) -> StepTaken:
    """Hand in the result of an assignment, with texts or links that show it. The lease ends, and a person decides: they
    accept it, or send it back with what is missing. Never say that the task is done before it is `completed`.
    """
    work = Submission(epoch=wanted.epoch, result=wanted.result, evidence=wanted.evidence)
    step = await visit.writing(lambda uow: AssignmentService(uow, visit.principal).submit(wanted.assignment_id, work))
    return StepTaken.of({**step, "message": "Handed in; its owner decides."})


async def propose_deletion(visit: Visit, wanted: DeletionProposal) -> StepTaken:
    """Ask the owner to let go of a task, with a reason. Nothing is deleted by this: the task stays until a person
    accepts the proposal. There is no tool that deletes.
    """
    seconds = visit.workplace.agent_lease_seconds
    made = await visit.writing(
        lambda uow: DelegationService(uow, visit.principal, lease_seconds=seconds).propose_deletion(wanted)
    )
    return StepTaken.of({**made, "message": "Proposed; the task stays until its owner accepts."})


async def _held(service: AssignmentService) -> list[dict[str, Any]]:
    """What the agent holds under a lease, the newest first."""
    pages = [
        await service.page(Reach.AGENT, agent_id=None, status=status, limit=MOST_HELD, offset=0) for status in HELD
    ]
    return [each for page in pages for each in page["assignments"]][:MOST_HELD]


def bounded(found: dict[str, Any]) -> dict[str, Any]:
    """An assignment with its latest comments and evidence only."""
    task = found["task"] and {**found["task"], "steps": found["task"]["steps"][:MOST_STEPS]}
    return {
        **found,
        "task": task,
        "comments": found["comments"][-MOST_COMMENTS:],
        "evidence": found["evidence"][-MOST_EVIDENCE:],
    }


TOOLS = (
    Tool("next_assignment", "Take the next assignment", WRITE, ClaimWanted, NextAssignment, next_assignment,
         is_for_agents=True),
    Tool("get_assignment", "Read an assignment", READ, AssignmentWanted, AssignmentRead, get_assignment,
         is_for_agents=True),
    Tool("report_progress", "Report progress", WRITE, ProgressWanted, StepTaken, report_progress,
         is_repeatable=True, is_for_agents=True),
    Tool("submit_result", "Submit a result", WRITE, SubmitWanted, StepTaken, submit_result, is_for_agents=True),
    Tool("propose_deletion", "Propose to delete a task", WRITE, DeletionProposal, StepTaken, propose_deletion,
         is_for_agents=True),
)  # fmt: skip
