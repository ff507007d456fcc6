"""Offline operations of a phone, each applied once whatever is retried.

Every operation has a transaction of its own: its name is claimed first (a unique key), then it takes effect, and its
answer is kept, all or nothing. Whoever comes with the same name finds the answer. A capture has two: the words and the
name of the operation are committed before anything reads them, and a retry goes on from there.
"""

from time import monotonic

import anyio.lowlevel
import structlog

from src.ai.offline import OfflineProvider
from src.ai.provider import AiProvider
from src.core.errors import NotFound, PlatformError, RuleBroken, Unavailable
from src.core.ids import new_id
from src.database.driver import RetryTransaction
from src.database.models import Capture, SyncOperation
from src.domain.capture.states import CaptureStatus
from src.domain.mobile import ConflictReason, Outcome, said_at
from src.domain.xp import CAPTURE
from src.repositories.mobile_sync import SyncOperationRepository
from src.schemas.capture import SaveRequest
from src.schemas.mobile_sync import CaptureOperation, Operation, Received, SyncRequest, Unreadable
from src.services.capture import CaptureService, keep_text
from src.services.capture_saving import CaptureSavingService
from src.services.events import AheadOfLog, EventService, ResyncRequired
from src.services.mobile_conflicts import Json, NoLongerFits
from src.services.mobile_operations import OperationEffects
from src.services.stages import Stages

TRIES = 4
PATIENCE_SECONDS = 10.0
"""After this long with one batch, captures are read without asking a model: a phone does not wait for minutes."""
NAME_TAKEN = "Another operation has this client_id: nothing was done."
NOT_NOW = "This could not be done just now. Send it again."

log = structlog.get_logger(__name__)


class SyncService:
    """Taking in what a phone did, and telling it what happened meanwhile."""

    def __init__(self, stages: Stages, provider: AiProvider) -> None:
        self.stages = stages
        self.provider = provider
        self._began = monotonic()

    async def sync(self, wanted: SyncRequest) -> Json:
        """Apply the operations in order, then read the log; one that is refused does not take the others along.

        Raises:
            Unavailable: the database does not answer. What was applied until then stays, and a retry finds it.
        """
        results: list[Json] = []
        for received in wanted.operations:
            results.append({"client_id": received.client_id, "type": received.type, **await self._answer(received)})
            # On SQLite nothing here waits: without this, nobody else is answered until the batch is through.
            await anyio.lowlevel.checkpoint()
        return {"results": results, **await self._news(wanted)}

    async def _answer(self, received: Received) -> Json:
        if isinstance(received.content, Unreadable):
            return _unreadable(received.content)
        for attempt in range(1, TRIES + 1):
            try:
                return await self._apply(received, received.content)
            except RetryTransaction:
                if attempt == TRIES:
                    raise
        raise AssertionError("unreachable")

    async def _apply(self, received: Received, operation: Operation) -> Json:
        try:
            if isinstance(operation, CaptureOperation):
                return await self._capture(received, operation)
            async with self.stages.writing() as uow:
                operations = SyncOperationRepository(uow)
                if not await operations.claim(received.client_id, received.request_hash, {}):
                    return await self._repeated(operations, received)
                answer = _answered(Outcome.APPLIED, result=await OperationEffects(uow).apply(operation))
                await operations.keep(received.client_id, answer)
                return answer
        except Unavailable:
            raise
        except PlatformError as refused:
            return await self._refuse(received, operation, refused)
        except Exception:
            log.exception("operation_not_applied", client_id=received.client_id, type=received.type)
            return _answered(Outcome.REFUSED, code=PlatformError.code, message=NOT_NOW, is_final=False)

    async def _refuse(self, received: Received, operation: Operation, refused: PlatformError) -> Json:
        """Keep the refusal, in a unit of its own: what the operation had begun is rolled back.

        A retry must get the same answer, also when the operation would fit by then: what came after it was done with
        the refusal in mind.
        """
        async with self.stages.writing() as uow:
            operations = SyncOperationRepository(uow)
            reason = refused.reason if isinstance(refused, NoLongerFits) else None
            current = None if reason is None else await OperationEffects(uow).current(operation, reason)
            answer = _refused(refused, current)
            if not await operations.claim(received.client_id, received.request_hash, answer):
                held = await operations.hold(received.client_id)
                if held is None or _is_settled(held) or held.request_hash != received.request_hash:
                    return await self._repeated(operations, received)
                await operations.keep(received.client_id, answer)
            return answer

    @staticmethod
    async def _repeated(operations: SyncOperationRepository, received: Received) -> Json:
        found = await operations.named(received.client_id)
        assert found is not None, "it was there a moment ago, and is kept for months"
        return _found(found, received)

    async def _capture(self, received: Received, operation: CaptureOperation) -> Json:
        """Keep the words, then read them, then save what they say if that is wanted."""
        async with self.stages.writing() as uow:
            operations = SyncOperationRepository(uow)
            capture_id = new_id()
            begun = {"capture_id": capture_id}
            if await operations.claim(received.client_id, received.request_hash, begun):
                moment = said_at(operation.occurred_at, uow.now())
                await keep_text(operation.text, uow, capture_id, said_at=moment)
            else:
                found = await operations.named(received.client_id)
                assert found is not None
                if _is_settled(found) or found.request_hash != received.request_hash:
                    return _found(found, received)
                capture_id = found.result["capture_id"]
        try:
            capture = await CaptureService(self.stages, self._reader()).read(capture_id)
        except NotFound:
            raise NoLongerFits(ConflictReason.CAPTURE_GONE) from None
        try:
            return await self._settle(received, capture, is_saved=operation.save)
        except Unavailable:
            raise
        except PlatformError as refused:  # the words are safe; why nothing was made of them is told
            return await self._settle(received, capture, is_saved=False, message=refused.message)

    def _reader(self) -> AiProvider:
        return self.provider if monotonic() - self._began < PATIENCE_SECONDS else OfflineProvider()

    async def _settle(
        self, received: Received, capture: Capture, *, is_saved: bool, message: str | None = None
    ) -> Json:
        """Save what was read if that is wanted, and keep the answer; whoever comes second finds it kept."""
        async with self.stages.writing() as uow:
            operations = SyncOperationRepository(uow)
            held = await operations.hold(received.client_id)
            assert held is not None
            if _is_settled(held):
                return _found(held, received)
            made = None
            if is_saved:
                made = await CaptureSavingService(uow).save(SaveRequest(capture_id=capture.capture_id))
            answer = _answered(Outcome.APPLIED, message=message, result=_captured(capture, made))
            await operations.keep(received.client_id, answer)
            return answer

    async def _news(self, wanted: SyncRequest) -> Json:
        """Events after `since`, and the mark that says how far they have been shown."""
        async with self.stages.reading() as uow:
            events = EventService(uow)
            if wanted.since is None:
                _, latest = await events.events.kept_range()
                return {"events": [], "latest_seq": latest, "has_more": False, "resync_required": False}
            try:
                page = await events.since(wanted.since, limit=wanted.limit)
            except (ResyncRequired, AheadOfLog) as refused:
                latest_seq = refused.details["latest_seq"]
                return {"events": [], "latest_seq": latest_seq, "has_more": False, "resync_required": True}
        if wanted.since:
            await SyncOperationRepository(self.stages.last).mark_read(wanted.since)
        return {**page, "resync_required": False}


def _is_settled(operation: SyncOperation) -> bool:
    """Whether it has an answer; a capture has none while only its words are kept."""
    return "outcome" in operation.result


def _found(found: SyncOperation, received: Received) -> Json:
    """The answer that an operation got before."""
    if found.request_hash != received.request_hash:
        return _answered(Outcome.REFUSED, code="CLIENT_ID_REUSED", message=NAME_TAKEN, field="client_id")
    is_applied = found.result["outcome"] == Outcome.APPLIED
    return {**found.result, "outcome": Outcome.REPEATED} if is_applied else found.result


def _unreadable(content: Unreadable) -> Json:
    """A type that is not known here may be known to a newer server: such an operation can wait for it."""
    code = "UNKNOWN_TYPE" if content.is_unknown_type else RuleBroken.code
    message = f"{content.field}: {content.message}" if content.field else content.message
    return _answered(
        Outcome.REFUSED, code=code, message=message, field=content.field, is_final=not content.is_unknown_type
    )


def _refused(error: PlatformError, current: Json | None) -> Json:
    if isinstance(error, NoLongerFits):
        conflict = {"reason": error.reason, "current": current}
        return _answered(Outcome.CONFLICT, code=error.code, message=error.message, conflict=conflict)
    field = error.field if isinstance(error, RuleBroken) else None
    return _answered(Outcome.REFUSED, code=error.code, message=error.message, field=field)


def _answered(
    outcome: Outcome,
    *,
    code: str = "OK",
    message: str | None = None,
    field: str | None = None,
    result: Json | None = None,
    conflict: Json | None = None,
    is_final: bool = True,
) -> Json:
    return {
        "outcome": outcome,
        "code": code,
        "message": message,
        "field": field,
        "result": result,
        "conflict": conflict,
        "is_final": is_final,
    }


def _captured(capture: Capture, made: Json | None) -> Json:
    """Ids and counts, never the words: they are erased with the capture, this is kept for months."""
    made = made or {"tasks_created": [], "notes_created": [], "energy_recorded": [], "xp_earned": 0}
    return {
        "capture_id": capture.capture_id,
        "status": CaptureStatus.SAVED if made["xp_earned"] else capture.status,
        "item_count": len(capture.items),
        "open_question_count": sum(bool(item["needs_confirmation"]) for item in capture.items),
        "task_ids": [each["task_id"] for each in made["tasks_created"]],
        "note_ids": [each["task_id"] for each in made["notes_created"]],
        "snapshot_ids": [each["snapshot_id"] for each in made["energy_recorded"]],
        "xp_earned": CAPTURE + made["xp_earned"],
    }
