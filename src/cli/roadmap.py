"""The platform's own roadmap as tasks that agents can claim: it is built with itself. They stand in `roadmap.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any

from src.core.principal import Principal, PrincipalKind
from src.core.settings import Settings
from src.database.connection import Database
from src.database.models import User
from src.database.unit_of_work import UnitOfWork
from src.domain.tasks import DelegationMode, TaskSource
from src.repositories.projects import ProjectRepository
from src.repositories.users import UserRepository
from src.schemas.auth import Registration
from src.schemas.delegation import Delegation
from src.schemas.micro_steps import MicroStepCreate
from src.schemas.projects import ProjectCreate
from src.schemas.tasks import TaskCreate
from src.services.accounts import AccountService
from src.services.delegation import DelegationService
from src.services.micro_steps import MicroStepService
from src.services.projects import ProjectService
from src.services.task_links import TaskDependencyService
from src.services.tasks import TaskService

PROJECT = "Proxy Agent Platform"


@dataclass(frozen=True, slots=True)
class Laid:
    """What was added: nothing when the roadmap was there."""

    task_count: int
    step_count: int


class Roadmap:
    """Lays the roadmap out for one person, once: what is there already stays as it is."""

    def __init__(self, uow: UnitOfWork, owner: User, *, lease_seconds: int) -> None:
        self.uow = uow
        self.lease_seconds = lease_seconds
        self.principal = Principal(
            user_id=owner.user_id,
            kind=PrincipalKind.SESSION,
            credential_id="",
            plan=owner.plan,
            is_admin=owner.is_admin,
            expires_at=uow.now() + timedelta(minutes=1),
        )
        self.tasks: list[dict[str, Any]] = tomllib.loads(files("src.cli").joinpath("roadmap.toml").read_text("utf-8"))[
            "tasks"
        ]

    async def lay(self) -> Laid:
        """Make the project with its tasks, steps, order and delegations, all or nothing."""
        if await ProjectRepository(self.uow).named(PROJECT) is not None:
            return Laid(0, 0)
        project = await ProjectService(self.uow).create(ProjectCreate(name=PROJECT))
        made: dict[str, str] = {}
        for plan in self.tasks:
            made[plan["key"]] = await self._add(plan, project.project_id)
        for plan in self.tasks:
            for key in plan.get("after", []):
                await TaskDependencyService(self.uow).add(made[plan["key"]], made[key])
        return Laid(len(made), sum(len(plan["steps"]) for plan in self.tasks))

    async def _add(self, plan: dict[str, Any], project_id: str) -> str:
        """One task with its steps, waiting for an agent of its type; its id."""
        task = await TaskService(self.uow).create(
            TaskCreate(
                title=plan["title"],
                description=plan["description"],
                priority=plan["priority"],
                estimated_hours=plan["estimated_hours"],
                project_id=project_id,
                tags=["roadmap", plan["agent_type"]],
                is_meta_task=True,
                task_source=TaskSource.ROADMAP,
            )
        )
        task_id: str = task["task_id"]
        steps = MicroStepService(self.uow)
        for minutes, words in plan["steps"]:
            await steps.add(task_id, MicroStepCreate(description=words, estimated_minutes=minutes))
        wanted = Delegation(
            task_id=task_id,
            delegation_mode=DelegationMode.DELEGATE,
            prefer_agent_type=plan["agent_type"],
            wait_for_agent=True,
            capabilities=plan["capabilities"],
        )
        await DelegationService(self.uow, self.principal, lease_seconds=self.lease_seconds).delegate(wanted)
        return task_id


async def lay_roadmap(database: Database, settings: Settings, wanted: Registration) -> Laid:
    """Give somebody the platform's roadmap; the account is made unless it is there."""
    async with database.unit_of_work(actor="operator") as uow:
        owner = await UserRepository(uow).by_name_or_email(wanted.username)
        if owner is None:
            owner = await AccountService(uow, settings, "").register(wanted)  # nothing here signs a token
    async with database.unit_of_work(owner_id=owner.user_id) as uow:
        return await Roadmap(uow, owner, lease_seconds=settings.agent_lease_seconds).lay()
