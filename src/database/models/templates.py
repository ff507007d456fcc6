"""Templates: tasks that people make again and again. The built-in ones are data of the code, not rows."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.database.base import Base, Timestamps, id_column, one_of
from src.domain.tasks import LeafType
from src.domain.templates import Category


class TaskTemplate(Timestamps, Base):
    """A task with its steps, ready to be made."""

    __tablename__ = "task_templates"
    __table_args__ = (
        UniqueConstraint("user_id", "template_id"),
        UniqueConstraint("share_code"),
        one_of("category", Category),
        Index(None, "user_id", "created_at", "template_id"),
        {"comment": "Tasks that people make again and again."},
    )

    template_id: Mapped[str] = id_column("identifier of the template")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), comment="whose template")
    name: Mapped[str] = mapped_column(comment="1-255 characters; may hold {variables}")
    description: Mapped[str] = mapped_column(default="", comment="what it is for; may hold {variables}")
    category: Mapped[str] = mapped_column(comment="Academic, Work, Personal, Health or Creative")
    icon: Mapped[str | None] = mapped_column(comment="an emoji")
    is_public: Mapped[bool] = mapped_column(default=False, comment="its share code works")
    share_code: Mapped[str | None] = mapped_column(comment="what lets somebody copy it: XXXX-XXXX")


class TemplateStep(Base):
    """A step of a template, 1-60 minutes; long ones are split when it is applied."""

    __tablename__ = "template_steps"
    __table_args__ = (
        ForeignKeyConstraint(
            ["user_id", "template_id"], ["task_templates.user_id", "task_templates.template_id"], ondelete="CASCADE"
        ),
        UniqueConstraint("template_id", "step_order"),
        one_of("leaf_type", LeafType),
        CheckConstraint("estimated_minutes BETWEEN 1 AND 60", name="estimated_minutes_range"),
        Index(None, "user_id", "template_id", "step_order"),
        {"comment": "Steps of templates."},
    )

    step_id: Mapped[str] = id_column("identifier of the step")
    user_id: Mapped[str] = mapped_column(comment="whose template")
    template_id: Mapped[str] = mapped_column(comment="the template")
    step_order: Mapped[int] = mapped_column(comment="place among the steps, from 1")
    description: Mapped[str] = mapped_column(comment="what to do; may hold {variables}")
    short_label: Mapped[str | None] = mapped_column(comment="a few words for small screens")
    estimated_minutes: Mapped[int] = mapped_column(comment="1-60")
    leaf_type: Mapped[str | None] = mapped_column(comment="digital, physical or social")
    icon: Mapped[str | None] = mapped_column(comment="an emoji")


class TemplateUse(Base):
    """How often a person applied a template, built-in ones included."""

    __tablename__ = "template_uses"
    __table_args__ = ({"comment": "How often templates were applied."},)

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, comment="who"
    )
    template_id: Mapped[str] = mapped_column(primary_key=True, comment="which one; it may be gone, or built in")
    use_count: Mapped[int] = mapped_column(default=0, comment="how often")
