"""Agents with tokens of their own, assignments with leases, evidence and threads, templates.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from src.database import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agents",
        sa.Column("user_id", sa.String(), nullable=False, comment="whose agent"),
        sa.Column("agent_id", sa.String(), nullable=False, comment="its name for this person, chosen by them"),
        sa.Column("name", sa.String(), nullable=False, comment="how people see it"),
        sa.Column("agent_type", sa.String(), nullable=False, comment="kind of work, e.g. backend-tdd"),
        sa.Column("capabilities", types.Json(), nullable=False, comment="what it can do, in words"),
        sa.Column("max_concurrent_tasks", sa.Integer(), nullable=False, comment="assignments it may hold at once"),
        sa.Column(
            "assignments_per_day", sa.Integer(), nullable=True, comment="how many it may take on an own day; none: any"
        ),
        sa.Column("taken_date", types.LocalDate(), nullable=True, comment="own day that taken_count belongs to"),
        sa.Column("taken_count", sa.Integer(), nullable=False, comment="assignments it took on that day"),
        sa.Column("may_complete", sa.Boolean(), nullable=False, comment="its owner lets it complete its own work"),
        sa.Column("is_paused", sa.Boolean(), nullable=False, comment="takes nothing while true"),
        sa.Column("last_heartbeat_at", types.Instant(), nullable=True, comment="last sign of it"),
        sa.Column("removed_at", types.Instant(), nullable=True, comment="when its owner removed it; its trail stays"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.CheckConstraint("assignments_per_day > 0", name=op.f("ck_agents_assignments_per_day_positive")),
        sa.CheckConstraint("max_concurrent_tasks BETWEEN 1 AND 100", name=op.f("ck_agents_max_concurrent_tasks_range")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_agents_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "agent_id", name=op.f("pk_agents")),
        comment="Software that works on people's tasks.",
    )
    with op.batch_alter_table("agents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agents_user_id_agent_type"), ["user_id", "agent_type"], unique=False)

    op.create_table(
        "task_templates",
        sa.Column("template_id", sa.String(), nullable=False, comment="identifier of the template"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose template"),
        sa.Column("name", sa.String(), nullable=False, comment="1-255 characters; may hold {variables}"),
        sa.Column("description", sa.String(), nullable=False, comment="what it is for; may hold {variables}"),
        sa.Column("category", sa.String(), nullable=False, comment="Academic, Work, Personal, Health or Creative"),
        sa.Column("icon", sa.String(), nullable=True, comment="an emoji"),
        sa.Column("is_public", sa.Boolean(), nullable=False, comment="its share code works"),
        sa.Column("share_code", sa.String(), nullable=True, comment="what lets somebody copy it: XXXX-XXXX"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.CheckConstraint(
            "category IN ('Academic', 'Work', 'Personal', 'Health', 'Creative')",
            name=op.f("ck_task_templates_category_known"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_task_templates_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("template_id", name=op.f("pk_task_templates")),
        sa.UniqueConstraint("share_code", name=op.f("uq_task_templates_share_code")),
        sa.UniqueConstraint("user_id", "template_id", name=op.f("uq_task_templates_user_id_template_id")),
        comment="Tasks that people make again and again.",
    )
    with op.batch_alter_table("task_templates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_task_templates_user_id_created_at_template_id"),
            ["user_id", "created_at", "template_id"],
            unique=False,
        )

    op.create_table(
        "template_uses",
        sa.Column("user_id", sa.String(), nullable=False, comment="who"),
        sa.Column("template_id", sa.String(), nullable=False, comment="which one; it may be gone, or built in"),
        sa.Column("use_count", sa.Integer(), nullable=False, comment="how often"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_template_uses_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "template_id", name=op.f("pk_template_uses")),
        comment="How often templates were applied.",
    )
    op.create_table(
        "template_steps",
        sa.Column("step_id", sa.String(), nullable=False, comment="identifier of the step"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose template"),
        sa.Column("template_id", sa.String(), nullable=False, comment="the template"),
        sa.Column("step_order", sa.Integer(), nullable=False, comment="place among the steps, from 1"),
        sa.Column("description", sa.String(), nullable=False, comment="what to do; may hold {variables}"),
        sa.Column("short_label", sa.String(), nullable=True, comment="a few words for small screens"),
        sa.Column("estimated_minutes", sa.Integer(), nullable=False, comment="1-60"),
        sa.Column("leaf_type", sa.String(), nullable=True, comment="digital, physical or social"),
        sa.Column("icon", sa.String(), nullable=True, comment="an emoji"),
        sa.CheckConstraint(
            "leaf_type IN ('digital', 'physical', 'social')", name=op.f("ck_template_steps_leaf_type_known")
        ),
        sa.CheckConstraint(
            "estimated_minutes BETWEEN 1 AND 60", name=op.f("ck_template_steps_estimated_minutes_range")
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "template_id"],
            ["task_templates.user_id", "task_templates.template_id"],
            name=op.f("fk_template_steps_user_id_template_id_task_templates"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_template_steps")),
        sa.UniqueConstraint("template_id", "step_order", name=op.f("uq_template_steps_template_id_step_order")),
        comment="Steps of templates.",
    )
    with op.batch_alter_table("template_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_template_steps_user_id_template_id_step_order"),
            ["user_id", "template_id", "step_order"],
            unique=False,
        )

    op.create_table(
        "task_assignments",
        sa.Column("assignment_id", sa.String(), nullable=False, comment="identifier of the assignment"),
        sa.Column("user_id", sa.String(), nullable=False, comment="owner of the task"),
        sa.Column("task_id", sa.String(), nullable=False, comment="the task"),
        sa.Column(
            "delegation_mode",
            sa.String(),
            nullable=False,
            comment="do_with_me, delegate, or delete: an agent asks for that",
        ),
        sa.Column(
            "agent_id", sa.String(), nullable=True, comment="the agent that has it; none: a person, or nobody yet"
        ),
        sa.Column("assignee_user_id", sa.String(), nullable=True, comment="the person that has it"),
        sa.Column("agent_type", sa.String(), nullable=True, comment="kind of agent that may claim it; none: any"),
        sa.Column("capabilities", types.Json(), nullable=False, comment="what claiming it takes"),
        sa.Column("assigned_by", sa.String(), nullable=False, comment="who delegated it: user:…, token:… or agent:…"),
        sa.Column("status", sa.String(), nullable=False, comment="state, see docs/delegation.md"),
        sa.Column("instructions", sa.String(), nullable=True, comment="what the owner said about it"),
        sa.Column(
            "lease_seconds", sa.Integer(), nullable=False, comment="how long an agent may hold it without a sign"
        ),
        sa.Column(
            "lease_expires_at", types.Instant(), nullable=True, comment="when it returns to whoever may claim it"
        ),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="grows each time it is taken or comes back"),
        sa.Column("expiry_count", sa.Integer(), nullable=False, comment="how often a lease on it ran out"),
        sa.Column("turn", sa.String(), nullable=True, comment="whose turn it is, for do_with_me: human or agent"),
        sa.Column("progress", sa.Integer(), nullable=False, comment="0-100, as the assignee says"),
        sa.Column("progress_note", sa.String(), nullable=True, comment="what the assignee last said about it"),
        sa.Column("result", sa.String(), nullable=True, comment="what came of it"),
        sa.Column("rejection_reason", sa.String(), nullable=True, comment="why it was declined or sent back"),
        sa.Column("assigned_at", types.Instant(), nullable=False, comment="when it was delegated"),
        sa.Column("accepted_at", types.Instant(), nullable=True, comment="when it was accepted or claimed"),
        sa.Column("submitted_at", types.Instant(), nullable=True, comment="when a result was handed in"),
        sa.Column("completed_at", types.Instant(), nullable=True, comment="when it was accepted as done"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.CheckConstraint(
            "delegation_mode IN ('do', 'do_with_me', 'delegate', 'delete')",
            name=op.f("ck_task_assignments_delegation_mode_known"),
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'accepted', 'in_progress', 'submitted', 'completed', 'rejected', 'expired', 'cancelled')",
            name=op.f("ck_task_assignments_status_known"),
        ),
        sa.CheckConstraint("turn IN ('human', 'agent')", name=op.f("ck_task_assignments_turn_known")),
        sa.CheckConstraint(
            "agent_id IS NULL OR assignee_user_id IS NULL", name=op.f("ck_task_assignments_one_assignee")
        ),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_task_assignments_progress_range")),
        sa.ForeignKeyConstraint(
            ["assignee_user_id"],
            ["users.user_id"],
            name=op.f("fk_task_assignments_assignee_user_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "agent_id"],
            ["agents.user_id", "agents.agent_id"],
            name=op.f("fk_task_assignments_user_id_agent_id_agents"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "task_id"],
            ["tasks.user_id", "tasks.task_id"],
            name=op.f("fk_task_assignments_user_id_task_id_tasks"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_task_assignments_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_task_assignments")),
        sa.UniqueConstraint("user_id", "assignment_id", name=op.f("uq_task_assignments_user_id_assignment_id")),
        comment="Tasks in somebody else's hands; one that is open for each task.",
    )
    with op.batch_alter_table("task_assignments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_task_assignments_assignee_user_id_status"), ["assignee_user_id", "status"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_task_assignments_status_lease_expires_at"), ["status", "lease_expires_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_task_assignments_user_id_agent_id_status"), ["user_id", "agent_id", "status"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_task_assignments_user_id_status_assigned_at_assignment_id"),
            ["user_id", "status", "assigned_at", "assignment_id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_task_assignments_open",
            ["user_id", "task_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('pending', 'accepted', 'in_progress', 'submitted')"),
            postgresql_where=sa.text("status IN ('pending', 'accepted', 'in_progress', 'submitted')"),
        )

    op.create_table(
        "assignment_comments",
        sa.Column("comment_id", sa.String(), nullable=False, comment="identifier of the comment"),
        sa.Column("user_id", sa.String(), nullable=False, comment="owner of the task"),
        sa.Column("assignment_id", sa.String(), nullable=False, comment="the assignment"),
        sa.Column("author", sa.String(), nullable=False, comment="who wrote it: user:…, token:… or agent:…"),
        sa.Column("content", sa.String(), nullable=False, comment="1-10,000 characters"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id", "assignment_id"],
            ["task_assignments.user_id", "task_assignments.assignment_id"],
            name=op.f("fk_assignment_comments_user_id_assignment_id_task_assignments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_assignment_comments")),
        comment="Threads of assignments.",
    )
    with op.batch_alter_table("assignment_comments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_comments_user_id_assignment_id_comment_id"),
            ["user_id", "assignment_id", "comment_id"],
            unique=False,
        )

    op.create_table(
        "assignment_evidence",
        sa.Column("evidence_id", sa.String(), nullable=False, comment="identifier of the evidence"),
        sa.Column("user_id", sa.String(), nullable=False, comment="owner of the task"),
        sa.Column("assignment_id", sa.String(), nullable=False, comment="the assignment"),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="of the assignment when it was handed in"),
        sa.Column("kind", sa.String(), nullable=False, comment="text, link or file"),
        sa.Column("label", sa.String(), nullable=True, comment="what it is, in a few words"),
        sa.Column("content", sa.String(), nullable=True, comment="the words, or the address"),
        sa.Column("file_name", sa.String(), nullable=True, comment="name of the file"),
        sa.Column("media_type", sa.String(), nullable=True, comment="kind of file, as it was stated"),
        sa.Column("byte_count", sa.Integer(), nullable=True, comment="size of the file, 1 MiB at most"),
        sa.Column("file_bytes", sa.LargeBinary(), nullable=True, comment="the file"),
        sa.Column("added_by", sa.String(), nullable=False, comment="who handed it in"),
        sa.Column("added_at", types.Instant(), nullable=False, comment="when"),
        sa.CheckConstraint("kind IN ('text', 'link', 'file')", name=op.f("ck_assignment_evidence_kind_known")),
        sa.CheckConstraint("byte_count <= 1048576", name=op.f("ck_assignment_evidence_byte_count_range")),
        sa.ForeignKeyConstraint(
            ["user_id", "assignment_id"],
            ["task_assignments.user_id", "task_assignments.assignment_id"],
            name=op.f("fk_assignment_evidence_user_id_assignment_id_task_assignments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_assignment_evidence")),
        comment="What shows that delegated work was done.",
    )
    with op.batch_alter_table("assignment_evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_evidence_user_id_assignment_id_evidence_id"),
            ["user_id", "assignment_id", "evidence_id"],
            unique=False,
        )

    op.create_table(
        "assignment_leases",
        sa.Column("user_id", sa.String(), nullable=False, comment="owner of the task"),
        sa.Column("assignment_id", sa.String(), nullable=False, comment="the assignment"),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="of the assignment from then on"),
        sa.Column("agent_id", sa.String(), nullable=False, comment="the agent that took it"),
        sa.Column("granted_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id", "agent_id"],
            ["agents.user_id", "agents.agent_id"],
            name=op.f("fk_assignment_leases_user_id_agent_id_agents"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "assignment_id"],
            ["task_assignments.user_id", "task_assignments.assignment_id"],
            name=op.f("fk_assignment_leases_user_id_assignment_id_task_assignments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "assignment_id", "epoch", name=op.f("pk_assignment_leases")),
        comment="Which agent took which assignment, and when.",
    )
    with op.batch_alter_table("assignment_leases", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_leases_user_id_agent_id_granted_at"),
            ["user_id", "agent_id", "granted_at"],
            unique=False,
        )

    with op.batch_alter_table("personal_tokens", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "agent_id",
                sa.String(),
                nullable=True,
                comment="the agent that it belongs to; none: a script of the person's",
            )
        )
        batch_op.drop_index(batch_op.f("ix_personal_tokens_user_id"))
        batch_op.create_index(batch_op.f("ix_personal_tokens_user_id_agent_id"), ["user_id", "agent_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_personal_tokens_user_id_agent_id_agents"),
            "agents",
            ["user_id", "agent_id"],
            ["user_id", "agent_id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    with op.batch_alter_table("personal_tokens", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_personal_tokens_user_id_agent_id_agents"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_personal_tokens_user_id_agent_id"))
        batch_op.create_index(batch_op.f("ix_personal_tokens_user_id"), ["user_id"], unique=False)
        batch_op.drop_column("agent_id")

    with op.batch_alter_table("assignment_leases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_leases_user_id_agent_id_granted_at"))

    op.drop_table("assignment_leases")
    with op.batch_alter_table("assignment_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_evidence_user_id_assignment_id_evidence_id"))

    op.drop_table("assignment_evidence")
    with op.batch_alter_table("assignment_comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_comments_user_id_assignment_id_comment_id"))

    op.drop_table("assignment_comments")
    with op.batch_alter_table("task_assignments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_task_assignments_open",
            sqlite_where=sa.text("status IN ('pending', 'accepted', 'in_progress', 'submitted')"),
            postgresql_where=sa.text("status IN ('pending', 'accepted', 'in_progress', 'submitted')"),
        )
        batch_op.drop_index(batch_op.f("ix_task_assignments_user_id_status_assigned_at_assignment_id"))
        batch_op.drop_index(batch_op.f("ix_task_assignments_user_id_agent_id_status"))
        batch_op.drop_index(batch_op.f("ix_task_assignments_status_lease_expires_at"))
        batch_op.drop_index(batch_op.f("ix_task_assignments_assignee_user_id_status"))

    op.drop_table("task_assignments")
    with op.batch_alter_table("template_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_template_steps_user_id_template_id_step_order"))

    op.drop_table("template_steps")
    op.drop_table("template_uses")
    with op.batch_alter_table("task_templates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_templates_user_id_created_at_template_id"))

    op.drop_table("task_templates")
    with op.batch_alter_table("agents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agents_user_id_agent_type"))

    op.drop_table("agents")
