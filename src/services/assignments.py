"""Use cases of assignments: the steps that whoever has one takes, and what the owner of the task decides.

Every step reads the assignment, looks the move up in `domain/delegation.py`, and is one guarded update from exactly
what was read: the state, the epoch, a lease that is running. Whoever is late finds none of them.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from src.core.errors import NotFound, RuleBroken
from src.core.principal import Principal
from src.database.models import AssignmentEvidence, TaskAssignment
from src.database.unit_of_work import UnitOfWork
from src.domain.delegation import OPEN, AssignmentStatus, Reach, Step, Turn
from src.domain.tasks import DelegationMode, TaskStatus
from src.repositories.agents import AgentRepository
from src.repositories.assignments import AssignmentRepository
from src.repositories.tasks import TaskRepository
from src.schemas.delegation import ProgressReport, Submission
from src.services.assignment_claims import ClaimService
from src.services.assignment_events import told
from src.services.assignment_evidence import EvidenceService
from src.services.assignment_outcome import accepted_as_done, back_to_owner
from src.services.assignment_steps import AssignmentSteps, NotYours, WrongStep, stale
from src.services.task_events import task_event


class AssignmentService:
    """Assignments as the caller sees them: a person both sides of theirs, an agent its own."""

    def __init__(self, uow: UnitOfWork, principal: Principal) -> None:
        self.uow = uow
        self.principal = principal
        self.assignments = AssignmentRepository(uow)
        self.agents = AgentRepository(uow)
        self.tasks = TaskRepository(uow)
        self.evidence = EvidenceService(uow)
        self.claims = ClaimService(uow)
        self.steps = AssignmentSteps(uow, principal)

    async def page(
        self, reach: Reach, *, agent_id: str | None, status: str | None, limit: int, offset: int
    ) -> dict[str, Any]:
        """Assignments of a person or of one agent, the newest first.

        Raises:
            NotFound: the agent is not the owner's, or not the one that asks.
        """
        if self.principal.agent_id is not None:
            if agent_id not in {None, self.principal.agent_id}:
                raise NotFound("agent", str(agent_id))
            reach, agent_id = Reach.AGENT, self.principal.agent_id
        elif agent_id is not None:
            await self.agents.get(agent_id)
        rows, total = await self.assignments.page(reach, agent_id=agent_id, status=status, limit=limit, offset=offset)
        has_more = offset + len(rows) < total
        return {
            "assignments": rows,
            "total": total,
            "limit": limit,
            "offset": offset,
            "has_more": has_more,
            "next_offset": offset + limit if has_more else None,
        }

    async def get(self, assignment_id: str) -> dict[str, Any]:
        """One assignment with its task, evidence and thread; of the task no more than this.

        Raises:
            NotFound: neither the caller's task nor assigned to them.
        """
        return await self._detail(await self.steps.found(assignment_id))

    async def claim(self, capabilities: Sequence[str] | None = None) -> dict[str, Any] | None:
        """The next assignment for the agent that asks, which it has accepted with this; None when nothing waits.

        Raises:
            NotYours: a person asks.
            AgentPaused, AgentFull, BudgetUsed: the agent takes nothing now.
        """
        if self.principal.agent_id is None:
            raise NotYours("Only an agent claims, with its own token.")
        agent = await self.claims.with_room(self.principal.agent_id)
        able = agent.capabilities if capabilities is None else capabilities
        taken = await self.claims.next_for(agent, able)
        if taken is None:
            return None
        await self.claims.begin_lease(taken, agent)
        told(self.uow, taken, "claim")
        return await self._detail(taken)

    async def accept(self, assignment_id: str, *, epoch: int | None = None) -> dict[str, Any]:
        """Take what was offered. An agent's lease begins."""
        found = await self.steps.found(assignment_id)
        if found.agent_id is None:
            values = {"accepted_at": self.uow.now()}
            if found.assignee_user_id is None:
                raise WrongStep("It waits for an agent to claim it.", status=found.status)
            return await self._stepped(found, Step.ACCEPT, values, epoch=epoch)
        await self.steps.check(found, Step.ACCEPT, epoch)
        with self.uow.on_behalf_of(found.user_id):
            agent = await self.claims.with_room(found.agent_id)
            values = {"accepted_at": self.uow.now(), "lease_expires_at": self._lease_of(found)}
            changed = await self.steps.guarded(found, Step.ACCEPT, values, takes=True)
            await self.claims.begin_lease(changed, agent)
            told(self.uow, changed, Step.ACCEPT)
            return await self._shown(found)

    async def start(self, assignment_id: str, *, epoch: int | None = None) -> dict[str, Any]:
        """Begin: the task is in progress from now on."""
        found = await self.steps.found(assignment_id)
        return await self._stepped(found, Step.START, self._renewed(found), epoch=epoch)

    async def progress(self, assignment_id: str, report: ProgressReport) -> dict[str, Any]:
        """Say how far it is. Renews the lease."""
        found = await self.steps.found(assignment_id)
        values = {"progress": report.progress, **self._renewed(found)}
        if report.note is not None:
            values["progress_note"] = report.note
        return await self._stepped(found, Step.PROGRESS, values, epoch=report.epoch)

    async def submit(self, assignment_id: str, work: Submission) -> dict[str, Any]:
        """Hand the result in, with what shows that it is done. The lease ends; the owner decides."""
        found = await self.steps.found(assignment_id)
        values: dict[str, Any] = {
            "result": work.result, "progress": 100, "submitted_at": self.uow.now(), "lease_expires_at": None,
            "rejection_reason": None, "turn": self._turn(found, Turn.HUMAN),
        }  # fmt: skip
        shown = await self._stepped(found, Step.SUBMIT, values, epoch=work.epoch)
        for each in work.evidence:
            await self.evidence.add_words(found, each)
        return shown

    async def complete(
        self, assignment_id: str, *, note: str | None = None, epoch: int | None = None
    ) -> dict[str, Any]:
        """Accept what was handed in: the task is done (or gone, when that was what an agent asked for)."""
        found = await self.steps.found(assignment_id)
        if note is not None:
            await self.steps.check(found, Step.COMPLETE, epoch)
            await self.evidence.remark(found, note)
        values = {"completed_at": self.uow.now(), "lease_expires_at": None, "turn": None}
        shown = await self._stepped(found, Step.COMPLETE, values, epoch=epoch)
        with self.uow.on_behalf_of(found.user_id):
            return {**shown, "xp_earned": await accepted_as_done(self.uow, found)}

    async def reject(self, assignment_id: str, reason: str, *, epoch: int | None = None) -> dict[str, Any]:
        """Decline it, as whoever has it; or send the result back, as the owner: it is worked on again.

        What the owner says goes into the thread, too: the next result does not wipe it out.
        """
        found = await self.steps.found(assignment_id)
        if found.user_id != self.uow.owner_id or self.principal.agent_id is not None:
            return await self._ended(found, Step.DECLINE, reason, epoch=epoch)
        values: dict[str, Any] = {"rejection_reason": reason, "submitted_at": None}
        if found.delegation_mode != DelegationMode.DELETE:
            if found.agent_id is not None and not await self._works(found.agent_id):
                return await self._back_to_others(found, values)
            values |= {**self._renewed(found), "turn": self._turn(found, Turn.AGENT)}
        shown = await self._stepped(found, Step.SEND_BACK, values, epoch=epoch)
        if found.delegation_mode != DelegationMode.DELETE:
            await self.evidence.remark(found, reason)
        return shown

    async def cancel(self, assignment_id: str, *, reason: str | None = None) -> dict[str, Any]:
        """Take the task back from whoever has it."""
        return await self._ended(await self.steps.found(assignment_id), Step.CANCEL, reason)

    async def _ended(
        self, found: TaskAssignment, step: Step, reason: str | None, *, epoch: int | None = None
    ) -> dict[str, Any]:
        values = {"rejection_reason": reason, "lease_expires_at": None, "turn": None}
        shown = await self._stepped(found, step, values, epoch=epoch)
        await back_to_owner(self.uow, found)
        return shown

    async def _works(self, agent_id: str) -> bool:
        agent = await self.agents.find(agent_id)
        return agent is not None and not agent.is_paused

    async def _back_to_others(self, found: TaskAssignment, values: dict[str, Any]) -> dict[str, Any]:
        """Its agent is gone or paused: another one of the type may go on with it."""
        await self.steps.check(found, Step.SEND_BACK, None)
        values |= {"status": AssignmentStatus.PENDING, "agent_id": None, "turn": None, "progress": 0}
        changed = await self.assignments.step(found, (AssignmentStatus.SUBMITTED,), values, is_leased=False, takes=True)
        if changed is None:
            raise stale(found)
        told(self.uow, changed, "returned", former_agent_id=found.agent_id)
        await self.evidence.remark(found, str(values["rejection_reason"]))
        return await self.assignments.shown(found.assignment_id, of=found.user_id)

    async def comment(self, assignment_id: str, content: str, *, pass_turn: bool = False) -> dict[str, Any]:
        """Say something in the thread, and let the other side go on.

        Raises:
            RuleBroken: only where two work together there are turns.
        """
        found = await self.steps.found(assignment_id)
        if pass_turn and found.delegation_mode != DelegationMode.DO_WITH_ME:
            raise RuleBroken("Only `do_with_me` has turns.", field="pass_turn")
        said = await self.evidence.remark(found, content)
        if pass_turn:
            is_owner = found.user_id == self.uow.owner_id and self.principal.agent_id is None
            with self.uow.on_behalf_of(found.user_id):
                values = {"turn": Turn.AGENT if is_owner else Turn.HUMAN}
                changed = await self.assignments.step(found, OPEN, values, is_leased=False, takes=False)
                if changed is None:
                    raise stale(found)
                told(self.uow, changed, "turn")
        return said

    async def add_file(
        self,
        assignment_id: str,
        content: bytes,
        *,
        epoch: int | None,
        file_name: str,
        media_type: str,
        label: str | None,
    ) -> dict[str, Any]:
        """Add a small file to what shows the work, while it is underway."""
        found = await self.steps.found(assignment_id)
        await self.steps.check(found, Step.SUBMIT, epoch)
        return await self.evidence.add_file(found, content, file_name=file_name, media_type=media_type, label=label)

    async def file(self, assignment_id: str, evidence_id: str) -> AssignmentEvidence:
        """A file with its bytes, for either side."""
        return await self.evidence.file(await self.steps.found(assignment_id), evidence_id)

    async def _stepped(
        self, found: TaskAssignment, step: Step, values: dict[str, Any], *, epoch: int | None = None
    ) -> dict[str, Any]:
        await self.steps.check(found, step, epoch)
        with self.uow.on_behalf_of(found.user_id):
            if step is not Step.SUBMIT:  # what changes a task and its assignment locks the task first
                await self.tasks.lock(found.task_id)
            changed = await self.steps.guarded(found, step, values)
            if changed.status == AssignmentStatus.IN_PROGRESS and step in {Step.START, Step.PROGRESS}:
                await self._begin_task(found)
            told(self.uow, changed, step)
            return await self._shown(found)

    async def _shown(self, found: TaskAssignment) -> dict[str, Any]:
        """As the caller may see it now; read with the owner's reach."""
        return await self.assignments.shown(found.assignment_id, of=found.user_id, is_guest=self._is_guest(found))

    def _is_guest(self, found: TaskAssignment) -> bool:
        return self.principal.agent_id is not None or found.user_id != self.principal.user_id

    def _turn(self, found: TaskAssignment, turn: Turn) -> Turn | None:
        return turn if found.delegation_mode == DelegationMode.DO_WITH_ME else None

    def _lease_of(self, found: TaskAssignment) -> Any:
        return self.uow.now() + timedelta(seconds=found.lease_seconds)

    def _renewed(self, found: TaskAssignment) -> dict[str, Any]:
        return {"lease_expires_at": self._lease_of(found)} if found.agent_id is not None else {}

    async def _begin_task(self, found: TaskAssignment) -> None:
        task = await self.tasks.find(found.task_id)
        if task is None or task.status != TaskStatus.TODO:
            return
        moved = await self.tasks.move(found.task_id, TaskStatus.IN_PROGRESS)
        await self.tasks.mark_started(found.task_id)
        if moved is not None:
            self.uow.emit(task_event("task_update", moved))

    async def _detail(self, found: TaskAssignment) -> dict[str, Any]:
        with self.uow.on_behalf_of(found.user_id):
            shown = await self._shown(found)
            return {**shown, **await self.evidence.around(found, is_guest=self._is_guest(found))}
