"""Days that were divided otherwise, zones by name, focus, rituals, sweeps and skips, offline operations.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op
from src.database import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MEASURED = sa.text(
    "status = 'done' AND deleted_at IS NULL AND delegation_mode <> 'delegate'"
    " AND estimated_hours > 0 AND actual_hours > 0"
)


def upgrade() -> None:
    op.create_table(
        "focus_rooms",
        sa.Column("room_id", sa.String(), nullable=False, comment="identifier of the room"),
        sa.Column("user_id", sa.String(), nullable=False, comment="who opened it"),
        sa.Column("name", sa.String(), nullable=False, comment="what it is called"),
        sa.Column("code", sa.String(), nullable=False, comment="what lets somebody in: XXXX-XXXX"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when it was opened"),
        sa.Column("ends_at", types.Instant(), nullable=False, comment="when it ends by itself"),
        sa.Column("ended_at", types.Instant(), nullable=True, comment="when it was closed before that"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_focus_rooms_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_focus_rooms")),
        sa.UniqueConstraint("code", name=op.f("uq_focus_rooms_code")),
        comment="Rooms in which people work beside each other.",
    )
    with op.batch_alter_table("focus_rooms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_focus_rooms_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_focus_rooms_user_id_created_at"), ["user_id", "created_at"], unique=False)

    op.create_table(
        "morning_rituals",
        sa.Column("ritual_id", sa.String(), nullable=False, comment="identifier of the ritual"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose morning"),
        sa.Column(
            "completion_date", types.LocalDate(), nullable=False, comment="the person's own day, in its zone then"
        ),
        sa.Column("completed_at", types.Instant(), nullable=False, comment="when"),
        sa.Column("is_skipped", sa.Boolean(), nullable=False, comment="true: not today, which is fine"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_morning_rituals_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ritual_id", name=op.f("pk_morning_rituals")),
        sa.UniqueConstraint("user_id", "completion_date", name=op.f("uq_morning_rituals_user_id_completion_date")),
        sa.UniqueConstraint("user_id", "ritual_id", name=op.f("uq_morning_rituals_user_id_ritual_id")),
        comment="Mornings: up to three focus tasks for a day, or skipped.",
    )
    op.create_table(
        "past_day_rules",
        sa.Column("user_id", sa.String(), nullable=False, comment="whose days"),
        sa.Column("until_at", types.Instant(), nullable=False, comment="when it stopped being in force"),
        sa.Column("timezone", sa.String(), nullable=False, comment="IANA zone until then"),
        sa.Column(
            "day_start_hour", sa.Integer(), nullable=False, comment="local hour (0-6) at which a day began until then"
        ),
        sa.CheckConstraint("day_start_hour BETWEEN 0 AND 6", name=op.f("ck_past_day_rules_day_start_hour_range")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_past_day_rules_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "until_at", name=op.f("pk_past_day_rules")),
        comment="Time zones and day starts that people had before: a change never rewrites the past.",
    )
    op.create_table(
        "sync_operations",
        sa.Column("user_id", sa.String(), nullable=False, comment="whose phone"),
        sa.Column("client_id", sa.String(), nullable=False, comment="the client's own name for the operation"),
        sa.Column(
            "request_hash",
            sa.String(),
            nullable=False,
            comment="of what was asked: another request with the name is refused",
        ),
        sa.Column("result", types.Json(), nullable=False, comment="what was answered"),
        sa.Column("applied_at", types.Instant(), nullable=False, comment="when it was applied here"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_sync_operations_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "client_id", name=op.f("pk_sync_operations")),
        comment="Offline operations of phones, each applied once; kept 90 days.",
    )
    with op.batch_alter_table("sync_operations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_operations_applied_at"), ["applied_at"], unique=False)

    op.create_table(
        "task_sweeps",
        sa.Column("sweep_id", sa.String(), nullable=False, comment="identifier of the sweep"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose tasks"),
        sa.Column("kind", sa.String(), nullable=False, comment="evening or fresh_start"),
        sa.Column(
            "changes", types.Json(), nullable=False, comment="for each task what was done, and what it was before"
        ),
        sa.Column("swept_at", types.Instant(), nullable=False, comment="when"),
        sa.Column("undone_at", types.Instant(), nullable=True, comment="when it was taken back"),
        sa.CheckConstraint("kind IN ('evening', 'fresh_start')", name=op.f("ck_task_sweeps_kind_known")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_task_sweeps_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sweep_id", name=op.f("pk_task_sweeps")),
        sa.UniqueConstraint("user_id", "sweep_id", name=op.f("uq_task_sweeps_user_id_sweep_id")),
        comment="Tasks moved or put away together, and how to take it back.",
    )
    with op.batch_alter_table("task_sweeps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_task_sweeps_user_id_kind_swept_at"), ["user_id", "kind", "swept_at"], unique=False
        )

    op.create_table(
        "evening_closes",
        sa.Column("close_id", sa.String(), nullable=False, comment="identifier of the evening close"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose evening"),
        sa.Column("closing_date", types.LocalDate(), nullable=False, comment="the person's own day, in its zone then"),
        sa.Column("closed_at", types.Instant(), nullable=False, comment="when"),
        sa.Column("went_well", sa.String(), nullable=True, comment="in the person's own words"),
        sa.Column("sweep_id", sa.String(), nullable=False, comment="what it moved or dropped, to take it back"),
        sa.ForeignKeyConstraint(
            ["user_id", "sweep_id"],
            ["task_sweeps.user_id", "task_sweeps.sweep_id"],
            name=op.f("fk_evening_closes_user_id_sweep_id_task_sweeps"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_evening_closes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("close_id", name=op.f("pk_evening_closes")),
        sa.UniqueConstraint("user_id", "closing_date", name=op.f("uq_evening_closes_user_id_closing_date")),
        comment="Ends of days: what went well, and the sweep that moved the rest.",
    )
    op.create_table(
        "focus_room_members",
        sa.Column("room_id", sa.String(), nullable=False, comment="the room"),
        sa.Column("user_id", sa.String(), nullable=False, comment="who"),
        sa.Column("display_name", sa.String(), nullable=False, comment="how the others see them"),
        sa.Column("goal", sa.String(), nullable=False, comment="what they sat down for, in a line"),
        sa.Column("joined_at", types.Instant(), nullable=False, comment="since when"),
        sa.Column("seen_at", types.Instant(), nullable=False, comment="last sign of their socket"),
        sa.Column(
            "socket_id", sa.String(), nullable=False, comment="the socket that sat down last: its end is a leave"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"],
            ["focus_rooms.room_id"],
            name=op.f("fk_focus_room_members_room_id_focus_rooms"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_focus_room_members_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("room_id", "user_id", name=op.f("pk_focus_room_members")),
        comment="Who is in which room, with their goal in a line.",
    )
    with op.batch_alter_table("focus_room_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_focus_room_members_user_id"), ["user_id"], unique=False)

    op.create_table(
        "focus_sessions",
        sa.Column("session_id", sa.String(), nullable=False, comment="identifier of the session"),
        sa.Column("user_id", sa.String(), nullable=False, comment="who focuses"),
        sa.Column("task_id", sa.String(), nullable=True, comment="the task it is for; it may be gone"),
        sa.Column("task_title", sa.String(), nullable=True, comment="title of that task when the session began"),
        sa.Column("step_id", sa.String(), nullable=True, comment="the step it began with; it may be gone"),
        sa.Column("zone_id", sa.String(), nullable=True, comment="the part of life it was for, as it was then"),
        sa.Column("technique", sa.String(), nullable=False, comment="pomodoro, deep_work, timebox or flow"),
        sa.Column("duration_minutes", sa.Integer(), nullable=True, comment="planned work; of flow an intention, or none"),
        sa.Column("break_minutes", sa.Integer(), nullable=False, comment="planned break after the work"),
        sa.Column("started_at", types.Instant(), nullable=False, comment="when it began"),
        sa.Column("paused_at", types.Instant(), nullable=True, comment="paused since; none: not paused"),
        sa.Column("paused_seconds", sa.Integer(), nullable=False, comment="earlier pauses together"),
        sa.Column("ended_at", types.Instant(), nullable=True, comment="when it ended; none: it runs"),
        sa.Column(
            "focused_seconds", sa.Integer(), nullable=True, comment="work without pauses and break, once it has ended"
        ),
        sa.Column("is_completed", sa.Boolean(), nullable=False, comment="its person ended it, or its time was up"),
        sa.Column("credited_hours", sa.Double(), nullable=False, comment="what it added to the task's actual hours"),
        sa.Column("interruption_count", sa.Integer(), nullable=False, comment="how often something came between"),
        sa.Column("notes", sa.String(), nullable=True, comment="what the person wrote at its end"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.CheckConstraint(
            "technique IN ('pomodoro', 'deep_work', 'timebox', 'flow')", name=op.f("ck_focus_sessions_technique_known")
        ),
        sa.CheckConstraint("duration_minutes BETWEEN 5 AND 120", name=op.f("ck_focus_sessions_duration_minutes_range")),
        sa.CheckConstraint("interruption_count >= 0", name=op.f("ck_focus_sessions_interruption_count_positive")),
        sa.CheckConstraint("paused_seconds >= 0", name=op.f("ck_focus_sessions_paused_seconds_positive")),
        sa.ForeignKeyConstraint(
            ["user_id", "zone_id"],
            ["compass_zones.user_id", "compass_zones.zone_id"],
            name=op.f("fk_focus_sessions_user_id_zone_id_compass_zones"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_focus_sessions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_focus_sessions")),
        sa.UniqueConstraint("user_id", "session_id", name=op.f("uq_focus_sessions_user_id_session_id")),
        comment="Time guarded for one thing; one session of a person runs at a time.",
    )
    with op.batch_alter_table("focus_sessions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_focus_sessions_user_id_started_at_session_id"),
            ["user_id", "started_at", "session_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_focus_sessions_user_id_task_id"), ["user_id", "task_id"], unique=False)
        batch_op.create_index(
            "uq_focus_sessions_running",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "ritual_tasks",
        sa.Column("ritual_id", sa.String(), nullable=False, comment="the morning"),
        sa.Column("place", sa.Integer(), nullable=False, comment="1 to 3"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose morning"),
        sa.Column("task_id", sa.String(), nullable=False, comment="the task; it may be gone"),
        sa.Column("title", sa.String(), nullable=False, comment="its title then"),
        sa.CheckConstraint("place BETWEEN 1 AND 3", name=op.f("ck_ritual_tasks_place_range")),
        sa.ForeignKeyConstraint(
            ["user_id", "ritual_id"],
            ["morning_rituals.user_id", "morning_rituals.ritual_id"],
            name=op.f("fk_ritual_tasks_user_id_ritual_id_morning_rituals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ritual_id", "place", name=op.f("pk_ritual_tasks")),
        sa.UniqueConstraint("ritual_id", "task_id", name=op.f("uq_ritual_tasks_ritual_id_task_id")),
        comment="Focus tasks of mornings.",
    )
    with op.batch_alter_table("ritual_tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ritual_tasks_user_id_task_id"), ["user_id", "task_id"], unique=False)

    op.create_table(
        "focus_interruptions",
        sa.Column("interruption_id", sa.String(), nullable=False, comment="identifier of the interruption"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose session"),
        sa.Column("session_id", sa.String(), nullable=False, comment="the session"),
        sa.Column("reason", sa.String(), nullable=True, comment="one word or a few"),
        sa.Column("note", sa.String(), nullable=True, comment="where the person was, to find back"),
        sa.Column("focused_seconds", sa.Integer(), nullable=False, comment="how far the session's work had come"),
        sa.Column("interrupted_at", types.Instant(), nullable=False, comment="when"),
        sa.Column("resumed_at", types.Instant(), nullable=True, comment="when the person was back at it"),
        sa.ForeignKeyConstraint(
            ["user_id", "session_id"],
            ["focus_sessions.user_id", "focus_sessions.session_id"],
            name=op.f("fk_focus_interruptions_user_id_session_id_focus_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("interruption_id", name=op.f("pk_focus_interruptions")),
        comment="What came between people and their focus, and when they were back.",
    )
    with op.batch_alter_table("focus_interruptions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_focus_interruptions_user_id_interrupted_at"), ["user_id", "interrupted_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_focus_interruptions_user_id_session_id_interrupted_at"),
            ["user_id", "session_id", "interrupted_at"],
            unique=False,
        )

    op.create_table(
        "task_skips",
        sa.Column("skip_id", sa.String(), nullable=False, comment="identifier of the skip"),
        sa.Column("user_id", sa.String(), nullable=False, comment="who"),
        sa.Column("task_id", sa.String(), nullable=False, comment="the task that was suggested"),
        sa.Column("reason", sa.String(), nullable=True, comment="why, if told"),
        sa.Column("skipped_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id", "task_id"],
            ["tasks.user_id", "tasks.task_id"],
            name=op.f("fk_task_skips_user_id_task_id_tasks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("skip_id", name=op.f("pk_task_skips")),
        comment="Suggestions that were passed over.",
    )
    with op.batch_alter_table("task_skips", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_skips_user_id_skipped_at"), ["user_id", "skipped_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_task_skips_user_id_task_id_skipped_at"), ["user_id", "task_id", "skipped_at"], unique=False
        )

    with op.batch_alter_table("compass_zones", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "name_key",
                sa.String(),
                nullable=True,
                comment="name folded for comparison: no two zones in use share it",
            )
        )
    # Until this revision every account had just the three zones of its registration.
    op.execute("UPDATE compass_zones SET name_key = lower(name)")
    with op.batch_alter_table("compass_zones", schema=None) as batch_op:
        batch_op.alter_column(
            "name_key",
            existing_type=sa.String(),
            nullable=False,
            existing_comment="name folded for comparison: no two zones in use share it",
        )
        batch_op.create_index(
            "uq_compass_zones_name",
            ["user_id", "name_key"],
            unique=True,
            sqlite_where=sa.text("is_active = 1"),
            postgresql_where=sa.text("is_active"),
        )

    with op.batch_alter_table("event_counters", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "read_seq",
                sa.BigInteger(),
                server_default="0",
                nullable=False,
                comment="last number that the person's app says it has shown",
            )
        )

    op.create_index(
        "ix_tasks_open",
        "tasks",
        ["user_id", "priority_rank", "due_at", "task_id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL AND status <> 'done'"),
        postgresql_where=sa.text("deleted_at IS NULL AND status <> 'done'"),
    )

    with op.batch_alter_table("xp_ledger", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "zone_id", sa.String(), nullable=True, comment="the part of life the effort was for, as it was then"
            )
        )
        batch_op.create_index(
            batch_op.f("ix_xp_ledger_user_id_zone_id_local_day_source_amount"),
            ["user_id", "zone_id", "local_day", "source", "amount"],
            unique=False,
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_xp_ledger_user_id_zone_id_compass_zones"),
            "compass_zones",
            ["user_id", "zone_id"],
            ["user_id", "zone_id"],
        )
    op.create_index(
        "ix_tasks_measured",
        "tasks",
        ["user_id", "completed_at", "task_id"],
        unique=False,
        sqlite_where=MEASURED,
        postgresql_where=MEASURED,
    )
    # Keys of completions are `<id>:<number>`, ids have 36 characters.
    op.execute(
        "UPDATE xp_ledger SET zone_id = (SELECT zone_id FROM tasks WHERE tasks.user_id = xp_ledger.user_id"
        " AND tasks.task_id = substr(xp_ledger.source_id, 1, 36)) WHERE source IN ('task', 'task_reversal')"
    )
    op.execute(
        "UPDATE xp_ledger SET zone_id = (SELECT tasks.zone_id FROM micro_steps"
        " JOIN tasks ON tasks.user_id = micro_steps.user_id AND tasks.task_id = micro_steps.task_id"
        " WHERE micro_steps.user_id = xp_ledger.user_id AND micro_steps.step_id = substr(xp_ledger.source_id, 1, 36))"
        " WHERE source IN ('micro_step', 'micro_step_reversal')"
    )


def downgrade() -> None:
    op.drop_index("ix_tasks_measured", "tasks", sqlite_where=MEASURED, postgresql_where=MEASURED)
    with op.batch_alter_table("xp_ledger", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_xp_ledger_user_id_zone_id_compass_zones"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_xp_ledger_user_id_zone_id_local_day_source_amount"))
        batch_op.drop_column("zone_id")

    op.drop_index("ix_tasks_open", table_name="tasks")

    with op.batch_alter_table("event_counters", schema=None) as batch_op:
        batch_op.drop_column("read_seq")

    with op.batch_alter_table("compass_zones", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_compass_zones_name", sqlite_where=sa.text("is_active = 1"), postgresql_where=sa.text("is_active")
        )
        batch_op.drop_column("name_key")

    with op.batch_alter_table("task_skips", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_skips_user_id_task_id_skipped_at"))
        batch_op.drop_index(batch_op.f("ix_task_skips_user_id_skipped_at"))

    op.drop_table("task_skips")
    with op.batch_alter_table("focus_interruptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_focus_interruptions_user_id_session_id_interrupted_at"))
        batch_op.drop_index(batch_op.f("ix_focus_interruptions_user_id_interrupted_at"))

    op.drop_table("focus_interruptions")
    with op.batch_alter_table("ritual_tasks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ritual_tasks_user_id_task_id"))

    op.drop_table("ritual_tasks")
    with op.batch_alter_table("focus_sessions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_focus_sessions_running",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_focus_sessions_user_id_task_id"))
        batch_op.drop_index(batch_op.f("ix_focus_sessions_user_id_started_at_session_id"))

    op.drop_table("focus_sessions")
    with op.batch_alter_table("focus_room_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_focus_room_members_user_id"))

    op.drop_table("focus_room_members")
    op.drop_table("evening_closes")
    with op.batch_alter_table("task_sweeps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_sweeps_user_id_kind_swept_at"))

    op.drop_table("task_sweeps")
    with op.batch_alter_table("sync_operations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sync_operations_applied_at"))

    op.drop_table("sync_operations")
    op.drop_table("past_day_rules")
    op.drop_table("morning_rituals")
    with op.batch_alter_table("focus_rooms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_focus_rooms_user_id_created_at"))
        batch_op.drop_index(batch_op.f("ix_focus_rooms_ends_at"))

    op.drop_table("focus_rooms")
