"""Captures and what they made and taught, splits and their samples, energy.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op
from src.database import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "capture_lessons",
        sa.Column("lesson_id", sa.String(), nullable=False, comment="identifier of the lesson"),
        sa.Column("user_id", sa.String(), nullable=False, comment="who taught it"),
        sa.Column("field", sa.String(), nullable=False, comment="type, project_hint, estimated_minutes or delegate_to"),
        sa.Column("word", sa.String(), nullable=False, comment="a word of titles, folded"),
        sa.Column("value", sa.String(), nullable=False, comment="what it stood for; empty: nothing"),
        sa.Column("weight", sa.Integer(), nullable=False, comment="how often, less how often something else was meant"),
        sa.Column("learned_at", types.Instant(), nullable=False, comment="when it was last taught"),
        sa.CheckConstraint(
            "field IN ('type', 'project_hint', 'estimated_minutes', 'delegate_to')",
            name=op.f("ck_capture_lessons_field_known"),
        ),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_capture_lessons_weight_positive")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_capture_lessons_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lesson_id", name=op.f("pk_capture_lessons")),
        sa.UniqueConstraint(
            "user_id", "field", "word", "value", name=op.f("uq_capture_lessons_user_id_field_word_value")
        ),
        comment="What corrections taught: words of titles, and what they stood for.",
    )
    op.create_table(
        "captures",
        sa.Column("capture_id", sa.String(), nullable=False, comment="identifier of the capture"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose thoughts"),
        sa.Column("raw_text", sa.String(), nullable=False, comment="as it was sent (NFC)"),
        sa.Column(
            "timezone", sa.String(), nullable=False, comment="the person's zone then: `tomorrow` keeps its meaning"
        ),
        sa.Column("status", sa.String(), nullable=False, comment="received, parsed, saved or undone"),
        sa.Column("parser", sa.String(), nullable=True, comment="who read it: rules or ai"),
        sa.Column("items", types.Json(), nullable=False, comment="what was read, in order"),
        sa.Column("type_counts", types.Json(), nullable=False, comment="items by type"),
        sa.Column("processing_time_ms", sa.Double(), nullable=True, comment="how long reading took"),
        sa.Column(
            "save_number", sa.Integer(), nullable=False, comment="grows when it is taken back; keys the XP of saving"
        ),
        sa.Column("parsed_at", types.Instant(), nullable=True, comment="when it was read"),
        sa.Column("saved_at", types.Instant(), nullable=True, comment="when it was first saved"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.CheckConstraint("parser IN ('rules', 'ai')", name=op.f("ck_captures_parser_known")),
        sa.CheckConstraint(
            "status IN ('received', 'parsed', 'saved', 'undone')", name=op.f("ck_captures_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_captures_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_captures")),
        sa.UniqueConstraint("user_id", "capture_id", name=op.f("uq_captures_user_id_capture_id")),
        comment="Dumps of thoughts, word for word, and what was read in them.",
    )
    with op.batch_alter_table("captures", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_captures_user_id_created_at_capture_id"),
            ["user_id", "created_at", "capture_id"],
            unique=False,
        )

    op.create_table(
        "energy_snapshots",
        sa.Column("snapshot_id", sa.String(), nullable=False, comment="identifier of the snapshot"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose energy"),
        sa.Column("energy_level", sa.Integer(), nullable=False, comment="1 low, 2 medium, 3 high"),
        sa.Column("notes", sa.String(), nullable=True, comment="up to 500 characters"),
        sa.Column("recorded_at", types.Instant(), nullable=False, comment="the moment it is about"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when it was written down"),
        sa.CheckConstraint("energy_level BETWEEN 1 AND 3", name=op.f("ck_energy_snapshots_energy_level_range")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_energy_snapshots_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", name=op.f("pk_energy_snapshots")),
        comment="How much energy people said they had.",
    )
    with op.batch_alter_table("energy_snapshots", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_energy_snapshots_user_id_recorded_at_snapshot_id"),
            ["user_id", "recorded_at", "snapshot_id"],
            unique=False,
        )

    op.create_table(
        "splitting_samples",
        sa.Column("user_id", sa.String(), nullable=False, comment="whose step"),
        sa.Column("step_id", sa.String(), nullable=False, comment="the step; it may be gone"),
        sa.Column("kind", sa.String(), nullable=False, comment="kind of task it was a piece of"),
        sa.Column("verdict", sa.String(), nullable=True, comment="too_large, too_small, just_right or abandoned"),
        sa.Column("planned_minutes", sa.Integer(), nullable=False, comment="1-10"),
        sa.Column("actual_minutes", sa.Integer(), nullable=True, comment="how long it took, when measured"),
        sa.Column("sampled_at", types.Instant(), nullable=False, comment="when it was last said"),
        sa.CheckConstraint(
            "verdict IN ('too_large', 'too_small', 'just_right', 'abandoned')",
            name=op.f("ck_splitting_samples_verdict_known"),
        ),
        sa.CheckConstraint("planned_minutes BETWEEN 1 AND 10", name=op.f("ck_splitting_samples_planned_minutes_range")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_splitting_samples_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "step_id", name=op.f("pk_splitting_samples")),
        comment="What lived steps said about their size: the splitter's memory of a person.",
    )
    with op.batch_alter_table("splitting_samples", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_splitting_samples_user_id_sampled_at_step_id"), ["user_id", "sampled_at", "step_id"], unique=False
        )

    op.create_table(
        "capture_results",
        sa.Column("user_id", sa.String(), nullable=False, comment="whose capture"),
        sa.Column("capture_id", sa.String(), nullable=False, comment="the capture"),
        sa.Column("item_id", sa.String(), nullable=False, comment="the item of it"),
        sa.Column("made_kind", sa.String(), nullable=False, comment="task, note, energy or project"),
        sa.Column("made_id", sa.String(), nullable=False, comment="identifier of what was made"),
        sa.Column("title", sa.String(), nullable=False, comment="as it was saved"),
        sa.Column("place", sa.Integer(), nullable=False, comment="order of saving"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when it was made"),
        sa.CheckConstraint(
            "made_kind IN ('task', 'note', 'energy', 'project')", name=op.f("ck_capture_results_made_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "capture_id"],
            ["captures.user_id", "captures.capture_id"],
            name=op.f("fk_capture_results_user_id_capture_id_captures"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "capture_id", "item_id", name=op.f("pk_capture_results")),
        comment="What each item of a capture made.",
    )
    op.create_table(
        "task_splits",
        sa.Column("split_id", sa.String(), nullable=False, comment="identifier of the split"),
        sa.Column("user_id", sa.String(), nullable=False, comment="owner of the task"),
        sa.Column("task_id", sa.String(), nullable=False, comment="the task that was split"),
        sa.Column("kind", sa.String(), nullable=False, comment="kind of task, as the splitter read it"),
        sa.Column("method", sa.String(), nullable=False, comment="ai, rules, template or pattern"),
        sa.Column("reasoning", sa.String(), nullable=False, comment="why these steps"),
        sa.Column("phases", types.Json(), nullable=False, comment="parts of a long task, in order"),
        sa.Column("options", types.Json(), nullable=False, comment="what was asked for"),
        sa.Column("is_current", sa.Boolean(), nullable=False, comment="false: a newer split has replaced it"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when it was made"),
        sa.CheckConstraint(
            "method IN ('ai', 'rules', 'template', 'pattern')", name=op.f("ck_task_splits_method_known")
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "task_id"],
            ["tasks.user_id", "tasks.task_id"],
            name=op.f("fk_task_splits_user_id_task_id_tasks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("split_id", name=op.f("pk_task_splits")),
        sa.UniqueConstraint("user_id", "split_id", name=op.f("uq_task_splits_user_id_split_id")),
        comment="Splits of tasks into steps.",
    )
    with op.batch_alter_table("task_splits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_splits_user_id_task_id"), ["user_id", "task_id"], unique=False)
        batch_op.create_index(
            "uq_task_splits_current",
            ["user_id", "task_id"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    with op.batch_alter_table("micro_steps", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("split_id", sa.String(), nullable=True, comment="the split that made it; none: added by hand")
        )
        batch_op.add_column(
            sa.Column(
                "parent_step_id", sa.String(), nullable=True, comment="the step it was a part of, which it replaced"
            )
        )
        batch_op.create_index(
            batch_op.f("ix_micro_steps_user_id_parent_step_id"), ["user_id", "parent_step_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_micro_steps_user_id_split_id"), ["user_id", "split_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_micro_steps_user_id_split_id_task_splits"),
            "task_splits",
            ["user_id", "split_id"],
            ["user_id", "split_id"],
        )

    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.alter_column(
            "resource_id", existing_type=sa.String(), existing_nullable=True, comment="what the request made, if told"
        )


def downgrade() -> None:
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.alter_column(
            "resource_id",
            existing_type=sa.String(),
            existing_nullable=True,
            comment="what was made, when the answer held a secret",
        )
    with op.batch_alter_table("micro_steps", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_micro_steps_user_id_split_id_task_splits"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_micro_steps_user_id_split_id"))
        batch_op.drop_index(batch_op.f("ix_micro_steps_user_id_parent_step_id"))
        batch_op.drop_column("parent_step_id")
        batch_op.drop_column("split_id")

    with op.batch_alter_table("task_splits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_splits_user_id_task_id"))
        batch_op.drop_index(
            "uq_task_splits_current", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
        )

    op.drop_table("task_splits")
    op.drop_table("capture_results")
    with op.batch_alter_table("splitting_samples", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_splitting_samples_user_id_sampled_at_step_id"))

    op.drop_table("splitting_samples")
    with op.batch_alter_table("energy_snapshots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_energy_snapshots_user_id_recorded_at_snapshot_id"))

    op.drop_table("energy_snapshots")
    with op.batch_alter_table("captures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_captures_user_id_created_at_capture_id"))

    op.drop_table("captures")
    op.drop_table("capture_lessons")
