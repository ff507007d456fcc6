"""The first tables: accounts, tasks, XP, events.

Revision 0001.
"""

import sqlalchemy as sa
from alembic import op
from src.database import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", sa.String(), nullable=False, comment="identifier of the person"),
        sa.Column("username", sa.String(), nullable=False, comment="name as the person wrote it"),
        sa.Column("username_key", sa.String(), nullable=False, comment="name folded for comparison"),
        sa.Column("email", sa.String(), nullable=False, comment="address as the person wrote it"),
        sa.Column("email_key", sa.String(), nullable=False, comment="address folded for comparison"),
        sa.Column("password_hash", sa.String(), nullable=False, comment="argon2id"),
        sa.Column("full_name", sa.String(), nullable=True, comment="how to address the person"),
        sa.Column("timezone", sa.String(), nullable=False, comment="IANA zone that the person's days belong to"),
        sa.Column("day_start_hour", sa.Integer(), nullable=False, comment="local hour (0-6) at which a day begins"),
        sa.Column("avatar_url", sa.String(), nullable=True, comment="picture"),
        sa.Column("bio", sa.String(), nullable=True, comment="a few words about the person"),
        sa.Column("preferences", types.Json(), nullable=False, comment="open object for clients"),
        sa.Column("plan", sa.String(), nullable=False, comment="free or premium: decides the rate limit"),
        sa.Column("is_admin", sa.Boolean(), nullable=False, comment="may grant XP and see the server's state"),
        sa.Column("is_active", sa.Boolean(), nullable=False, comment="false: may not sign in"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.CheckConstraint("plan IN ('free', 'premium')", name=op.f("ck_users_plan_known")),
        sa.CheckConstraint("day_start_hour BETWEEN 0 AND 6", name=op.f("ck_users_day_start_hour_range")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_users")),
        sa.UniqueConstraint("email_key", name=op.f("uq_users_email_key")),
        sa.UniqueConstraint("username_key", name=op.f("uq_users_username_key")),
        comment="People with an account.",
    )
    op.create_table(
        "audit_log",
        sa.Column("audit_id", sa.String(), nullable=False, comment="identifier of the row"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose account"),
        sa.Column("actor", sa.String(), nullable=False, comment="who did it"),
        sa.Column("action", sa.String(), nullable=False, comment="what, e.g. password_changed"),
        sa.Column("details", types.Json(), nullable=False, comment="never a secret"),
        sa.Column("address", sa.String(), nullable=True, comment="where from"),
        sa.Column("occurred_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_audit_log_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_log")),
        comment="What happened to accounts and their keys.",
    )
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_log_user_id_occurred_at"), ["user_id", "occurred_at"], unique=False)

    op.create_table(
        "compass_zones",
        sa.Column("zone_id", sa.String(), nullable=False, comment="identifier of the zone"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose zone"),
        sa.Column("name", sa.String(), nullable=False, comment="its name"),
        sa.Column("icon", sa.String(), nullable=False, comment="an emoji"),
        sa.Column("color", sa.String(), nullable=False, comment="#rrggbb"),
        sa.Column("simple_goal", sa.String(), nullable=True, comment="what this part of life is for, in a sentence"),
        sa.Column("sort_order", sa.Integer(), nullable=False, comment="place in lists, from 1"),
        sa.Column("is_active", sa.Boolean(), nullable=False, comment="false: put away"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_compass_zones_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("zone_id", name=op.f("pk_compass_zones")),
        sa.UniqueConstraint("user_id", "zone_id", name=op.f("uq_compass_zones_user_id_zone_id")),
        comment="Parts of life: Work, Life, Self …",
    )
    op.create_table(
        "event_counters",
        sa.Column("user_id", sa.String(), nullable=False, comment="whose log"),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="last number given out"),
        sa.Column("pruned_seq", sa.BigInteger(), nullable=False, comment="last number that is no longer kept"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_event_counters_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_event_counters")),
        comment="Last number of each person's event log, and how far it was pruned.",
    )
    op.create_table(
        "events",
        sa.Column("event_id", sa.String(), nullable=False, comment="identifier of the event"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose log"),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="position in the person's log"),
        sa.Column("type", sa.String(), nullable=False, comment="what happened, e.g. task_created"),
        sa.Column("entity_type", sa.String(), nullable=False, comment="kind of row it happened to"),
        sa.Column("entity_id", sa.String(), nullable=False, comment="key of that row"),
        sa.Column("data", types.Json(), nullable=False, comment="what a client needs to show it"),
        sa.Column("actor", sa.String(), nullable=False, comment="who did it: user:…, token:…, agent:… or system"),
        sa.Column("occurred_at", types.Instant(), nullable=False, comment="when it was committed"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_events_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_events")),
        sa.UniqueConstraint("user_id", "seq", name=op.f("uq_events_user_id_seq")),
        comment="What happened to a person's data, in commit order; kept 90 days.",
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_occurred_at"), ["occurred_at"], unique=False)

    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", sa.String(), nullable=False, comment="whose request"),
        sa.Column("key", sa.String(), nullable=False, comment="the header's value"),
        sa.Column("request_hash", sa.String(), nullable=False, comment="SHA-256 of method, path, query and body"),
        sa.Column("status_code", sa.Integer(), nullable=True, comment="of the answer"),
        sa.Column("headers", types.Json(), nullable=False, comment="of the answer"),
        sa.Column("body", sa.LargeBinary(), nullable=True, comment="of the answer; none when it held a secret"),
        sa.Column("resource_id", sa.String(), nullable=True, comment="what was made, when the answer held a secret"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_idempotency_keys_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency_keys")),
        comment="First answers by Idempotency-Key, kept 24 hours.",
    )
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_keys_created_at"), ["created_at"], unique=False)

    op.create_table(
        "personal_tokens",
        sa.Column("token_id", sa.String(), nullable=False, comment="identifier of the token"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose token"),
        sa.Column("name", sa.String(), nullable=False, comment="what the person calls it"),
        sa.Column("token_hash", sa.String(), nullable=False, comment="SHA-256 of the token"),
        sa.Column("last_four", sa.String(), nullable=False, comment="its last four characters, to recognise it"),
        sa.Column("scopes", types.Json(), nullable=False, comment="<module>:read or <module>:write"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when it was made"),
        sa.Column("expires_at", types.Instant(), nullable=False, comment="after this it is refused"),
        sa.Column("last_used_at", types.Instant(), nullable=True, comment="last use, to the minute"),
        sa.Column("revoked_at", types.Instant(), nullable=True, comment="when it was ended"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_personal_tokens_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_personal_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_tokens_token_hash")),
        comment="Personal access tokens, by SHA-256.",
    )
    with op.batch_alter_table("personal_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_personal_tokens_user_id"), ["user_id"], unique=False)

    op.create_table(
        "projects",
        sa.Column("project_id", sa.String(), nullable=False, comment="identifier of the project"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose project"),
        sa.Column("name", sa.String(), nullable=False, comment="its name"),
        sa.Column("description", sa.String(), nullable=False, comment="what it is about"),
        sa.Column("is_active", sa.Boolean(), nullable=False, comment="false: put away"),
        sa.Column("is_inbox", sa.Boolean(), nullable=False, comment="the place of tasks without a project"),
        sa.Column("start_date", types.LocalDate(), nullable=True, comment="when it begins"),
        sa.Column("end_date", types.LocalDate(), nullable=True, comment="when it should be done"),
        sa.Column("settings", types.Json(), nullable=False, comment="open object for clients"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_projects_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_projects")),
        sa.UniqueConstraint("user_id", "project_id", name=op.f("uq_projects_user_id_project_id")),
        comment="Named lists of tasks.",
    )
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.create_index(
            "uq_projects_inbox",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("is_inbox = 1"),
            postgresql_where=sa.text("is_inbox"),
        )

    op.create_table(
        "sessions",
        sa.Column(
            "session_id",
            sa.String(),
            nullable=False,
            comment="identifier of the session, claim `sid` of its access tokens",
        ),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose session"),
        sa.Column("user_agent", sa.String(), nullable=True, comment="what signed in, as it called itself"),
        sa.Column("address", sa.String(), nullable=True, comment="address it signed in from"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when it signed in"),
        sa.Column("last_seen_at", types.Instant(), nullable=False, comment="last sign-in or refresh"),
        sa.Column("expires_at", types.Instant(), nullable=False, comment="end of its newest refresh token"),
        sa.Column("revoked_at", types.Instant(), nullable=True, comment="when it was ended"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_sessions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("user_id", "session_id", name=op.f("uq_sessions_user_id_session_id")),
        comment="Sign-ins; a revoked one takes its access and refresh tokens with it.",
    )
    op.create_table(
        "socket_tickets",
        sa.Column("ticket_hash", sa.String(), nullable=False, comment="SHA-256 of the ticket"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose ticket"),
        sa.Column(
            "credential",
            sa.String(),
            nullable=False,
            comment="session:… or token:… that asked for it, whose end it shares",
        ),
        sa.Column("expires_at", types.Instant(), nullable=False, comment="after this it is refused"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_socket_tickets_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_socket_tickets")),
        comment="Single-use passes for sockets, 30 seconds.",
    )
    with op.batch_alter_table("socket_tickets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_socket_tickets_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_socket_tickets_user_id"), ["user_id"], unique=False)

    op.create_table(
        "xp_ledger",
        sa.Column("entry_id", sa.String(), nullable=False, comment="identifier of the row"),
        sa.Column("user_id", sa.String(), nullable=False, comment="who earned it"),
        sa.Column("source", sa.String(), nullable=False, comment="kind of effort, e.g. task or task_reversal"),
        sa.Column("source_id", sa.String(), nullable=False, comment="which one, e.g. <task_id>:<completion number>"),
        sa.Column("amount", sa.BigInteger(), nullable=False, comment="XP, negative for a reversal"),
        sa.Column("reason", sa.String(), nullable=False, comment="a sentence for the person"),
        sa.Column(
            "local_day",
            types.LocalDate(),
            nullable=False,
            comment="the person's own day of the effort, in its zone then",
        ),
        sa.Column("earned_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_xp_ledger_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_xp_ledger")),
        sa.UniqueConstraint("user_id", "source", "source_id", name=op.f("uq_xp_ledger_user_id_source_source_id")),
        comment="Every XP award and reversal; totals are its sums.",
    )
    with op.batch_alter_table("xp_ledger", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_xp_ledger_user_id_local_day_source"), ["user_id", "local_day", "source"], unique=False
        )

    op.create_table(
        "xp_totals",
        sa.Column("user_id", sa.String(), nullable=False, comment="whose total"),
        sa.Column("total", sa.BigInteger(), nullable=False, comment="sum of the ledger's amounts"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_xp_totals_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_xp_totals")),
        comment="Running total of each person's ledger.",
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.String(), nullable=False, comment="SHA-256 of the token"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose token"),
        sa.Column("session_id", sa.String(), nullable=False, comment="session (family) it belongs to"),
        sa.Column("expires_at", types.Instant(), nullable=False, comment="after this it is refused"),
        sa.Column("used_at", types.Instant(), nullable=True, comment="when it was exchanged"),
        sa.ForeignKeyConstraint(
            ["user_id", "session_id"],
            ["sessions.user_id", "sessions.session_id"],
            name=op.f("fk_refresh_tokens_user_id_session_id_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_refresh_tokens")),
        comment="Refresh tokens, by SHA-256; used ones are kept until they expire, to notice their reuse.",
    )
    with op.batch_alter_table("refresh_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refresh_tokens_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_refresh_tokens_user_id_session_id"), ["user_id", "session_id"], unique=False
        )

    op.create_table(
        "tasks",
        sa.Column("task_id", sa.String(), nullable=False, comment="identifier of the task"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose task"),
        sa.Column("project_id", sa.String(), nullable=False, comment="the project it lives in"),
        sa.Column("zone_id", sa.String(), nullable=True, comment="the part of life it belongs to"),
        sa.Column("parent_id", sa.String(), nullable=True, comment="the task it is a part of"),
        sa.Column("level", sa.Integer(), nullable=False, comment="depth below its topmost task"),
        sa.Column("title", sa.String(), nullable=False, comment="what to do, 1-255 characters"),
        sa.Column("description", sa.String(), nullable=False, comment="up to 10,000 characters"),
        sa.Column("status", sa.String(), nullable=False, comment="as the person set it"),
        sa.Column("priority", sa.String(), nullable=False, comment="low, medium, high or urgent"),
        sa.Column("priority_rank", sa.Integer(), nullable=False, comment="1 low to 4 urgent, for sorting"),
        sa.Column("estimated_hours", sa.Double(), nullable=True, comment="how long it should take"),
        sa.Column("actual_hours", sa.Double(), nullable=False, comment="how long it took so far"),
        sa.Column("tags", types.Json(), nullable=False, comment="labels"),
        sa.Column(
            "due_on", types.LocalDate(), nullable=True, comment="set when it is due on a day rather than at a time"
        ),
        sa.Column(
            "due_at",
            types.Instant(),
            nullable=False,
            comment="when it is due; the last moment of due_on; 9999 when never",
        ),
        sa.Column("start_date", types.LocalDate(), nullable=True, comment="not before this day"),
        sa.Column("recurrence", sa.String(), nullable=True, comment="RFC 5545 rule"),
        sa.Column("recurrence_from", sa.String(), nullable=False, comment="schedule, or completion (every!)"),
        sa.Column("series_id", sa.String(), nullable=True, comment="first task of a recurrence"),
        sa.Column("occurrence", sa.Integer(), nullable=False, comment="number within its series: spawned exactly once"),
        sa.Column("scope", sa.String(), nullable=False, comment="simple, medium or complex"),
        sa.Column("delegation_mode", sa.String(), nullable=False, comment="who does it"),
        sa.Column("capture_type", sa.String(), nullable=False, comment="kind of thing"),
        sa.Column("energy_required", sa.Integer(), nullable=True, comment="1 low, 2 medium, 3 high"),
        sa.Column("is_meta_task", sa.Boolean(), nullable=False, comment="about the platform itself"),
        sa.Column("task_source", sa.String(), nullable=False, comment="where it came from"),
        sa.Column("custom_emoji", sa.String(), nullable=True, comment="the person's own picture for it"),
        sa.Column("leaf_type", sa.String(), nullable=True, comment="digital, physical or social"),
        sa.Column("started_at", types.Instant(), nullable=True, comment="first time in progress"),
        sa.Column("completed_at", types.Instant(), nullable=True, comment="when it was done"),
        sa.Column("completion_count", sa.Integer(), nullable=False, comment="how often it was completed; keys its XP"),
        sa.Column("deleted_at", types.Instant(), nullable=True, comment="in the bin since; purged after 30 days"),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows with every change; the ETag"),
        sa.Column(
            "title_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
            comment="title folded for sorting",
        ),
        sa.Column("search_id", sa.BigInteger(), nullable=False, comment="row id in the full-text index"),
        sa.Column(
            "search_words", sa.String(), nullable=False, comment="distinct words of title, description and tags, folded"
        ),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.CheckConstraint(
            "capture_type IN ('task', 'goal', 'habit', 'shopping', 'idea', 'note')",
            name=op.f("ck_tasks_capture_type_known"),
        ),
        sa.CheckConstraint(
            "delegation_mode IN ('do', 'do_with_me', 'delegate', 'delete')", name=op.f("ck_tasks_delegation_mode_known")
        ),
        sa.CheckConstraint("leaf_type IN ('digital', 'physical', 'social')", name=op.f("ck_tasks_leaf_type_known")),
        sa.CheckConstraint("priority IN ('low', 'medium', 'high', 'urgent')", name=op.f("ck_tasks_priority_known")),
        sa.CheckConstraint("scope IN ('simple', 'medium', 'complex')", name=op.f("ck_tasks_scope_known")),
        sa.CheckConstraint("status IN ('todo', 'in_progress', 'blocked', 'done')", name=op.f("ck_tasks_status_known")),
        sa.CheckConstraint(
            "task_source IN ('user', 'capture', 'template', 'roadmap', 'agent', 'import')",
            name=op.f("ck_tasks_task_source_known"),
        ),
        sa.CheckConstraint("actual_hours >= 0", name=op.f("ck_tasks_actual_hours_positive")),
        sa.CheckConstraint("energy_required BETWEEN 1 AND 3", name=op.f("ck_tasks_energy_required_range")),
        sa.CheckConstraint("priority_rank BETWEEN 1 AND 4", name=op.f("ck_tasks_priority_rank_range")),
        sa.ForeignKeyConstraint(
            ["user_id", "parent_id"], ["tasks.user_id", "tasks.task_id"], name=op.f("fk_tasks_user_id_parent_id_tasks")
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "project_id"],
            ["projects.user_id", "projects.project_id"],
            name=op.f("fk_tasks_user_id_project_id_projects"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "zone_id"],
            ["compass_zones.user_id", "compass_zones.zone_id"],
            name=op.f("fk_tasks_user_id_zone_id_compass_zones"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_tasks_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("user_id", "series_id", "occurrence", name=op.f("uq_tasks_user_id_series_id_occurrence")),
        sa.UniqueConstraint("user_id", "task_id", name=op.f("uq_tasks_user_id_task_id")),
        comment="Things to do.",
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tasks_deleted_at"), ["deleted_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_tasks_user_id_deleted_at_created_at_task_id"),
            ["user_id", "deleted_at", "created_at", "task_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_tasks_user_id_deleted_at_due_at_task_id"),
            ["user_id", "deleted_at", "due_at", "task_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_tasks_user_id_deleted_at_priority_rank_task_id"),
            ["user_id", "deleted_at", "priority_rank", "task_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_tasks_user_id_deleted_at_status_created_at_task_id"),
            ["user_id", "deleted_at", "status", "created_at", "task_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_tasks_user_id_deleted_at_title_key_task_id"),
            ["user_id", "deleted_at", "title_key", "task_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_tasks_user_id_deleted_at_updated_at_task_id"),
            ["user_id", "deleted_at", "updated_at", "task_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_tasks_user_id_parent_id"), ["user_id", "parent_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_tasks_user_id_project_id_status"), ["user_id", "project_id", "status"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_tasks_user_id_zone_id_status"), ["user_id", "zone_id", "status"], unique=False
        )
        batch_op.create_index("uq_tasks_search_id", ["search_id"], unique=True)

    op.create_table(
        "micro_steps",
        sa.Column("step_id", sa.String(), nullable=False, comment="identifier of the step"),
        sa.Column("user_id", sa.String(), nullable=False, comment="owner of the task"),
        sa.Column("task_id", sa.String(), nullable=False, comment="the task it is a piece of"),
        sa.Column("step_number", sa.Integer(), nullable=False, comment="place among the task's steps, from 1"),
        sa.Column("description", sa.String(), nullable=False, comment="what to do, starting with a verb"),
        sa.Column("short_label", sa.String(), nullable=True, comment="a few words for small screens"),
        sa.Column("estimated_minutes", sa.Integer(), nullable=False, comment="1-10"),
        sa.Column("actual_minutes", sa.Integer(), nullable=True, comment="how long it took"),
        sa.Column("emoji", sa.String(), nullable=True, comment="a picture for it"),
        sa.Column("delegation_mode", sa.String(), nullable=False, comment="who does it"),
        sa.Column("leaf_type", sa.String(), nullable=True, comment="digital, physical or social"),
        sa.Column("reasoning", sa.String(), nullable=True, comment="why this step"),
        sa.Column("confidence", sa.Double(), nullable=True, comment="0-1, of the splitter"),
        sa.Column("is_completed", sa.Boolean(), nullable=False, comment="done"),
        sa.Column("completed_at", types.Instant(), nullable=True, comment="when it was done"),
        sa.Column("completion_count", sa.Integer(), nullable=False, comment="how often it was completed; keys its XP"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.CheckConstraint(
            "delegation_mode IN ('do', 'do_with_me', 'delegate', 'delete')",
            name=op.f("ck_micro_steps_delegation_mode_known"),
        ),
        sa.CheckConstraint(
            "leaf_type IN ('digital', 'physical', 'social')", name=op.f("ck_micro_steps_leaf_type_known")
        ),
        sa.CheckConstraint("estimated_minutes BETWEEN 1 AND 10", name=op.f("ck_micro_steps_estimated_minutes_range")),
        sa.ForeignKeyConstraint(
            ["user_id", "task_id"],
            ["tasks.user_id", "tasks.task_id"],
            name=op.f("fk_micro_steps_user_id_task_id_tasks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_micro_steps")),
        sa.UniqueConstraint("user_id", "step_id", name=op.f("uq_micro_steps_user_id_step_id")),
        comment="Pieces of tasks that take 1-10 minutes.",
    )
    with op.batch_alter_table("micro_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_micro_steps_user_id_task_id_step_number"),
            ["user_id", "task_id", "step_number"],
            unique=False,
        )

    op.create_table(
        "task_comments",
        sa.Column("comment_id", sa.String(), nullable=False, comment="identifier of the comment"),
        sa.Column("user_id", sa.String(), nullable=False, comment="owner of the task"),
        sa.Column("task_id", sa.String(), nullable=False, comment="the task it is about"),
        sa.Column("author", sa.String(), nullable=False, comment="who wrote it: user:…, token:… or agent:…"),
        sa.Column("content", sa.String(), nullable=False, comment="1-10,000 characters"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.ForeignKeyConstraint(
            ["user_id", "task_id"],
            ["tasks.user_id", "tasks.task_id"],
            name=op.f("fk_task_comments_user_id_task_id_tasks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_task_comments")),
        comment="Remarks on tasks.",
    )
    with op.batch_alter_table("task_comments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_task_comments_user_id_task_id_comment_id"),
            ["user_id", "task_id", "comment_id"],
            unique=False,
        )

    op.create_table(
        "task_dependencies",
        sa.Column("user_id", sa.String(), nullable=False, comment="owner of both tasks"),
        sa.Column("task_id", sa.String(), nullable=False, comment="the task that waits"),
        sa.Column("depends_on_id", sa.String(), nullable=False, comment="the task it waits for"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when it was linked"),
        sa.CheckConstraint("task_id <> depends_on_id", name=op.f("ck_task_dependencies_not_itself")),
        sa.ForeignKeyConstraint(
            ["user_id", "depends_on_id"],
            ["tasks.user_id", "tasks.task_id"],
            name=op.f("fk_task_dependencies_user_id_depends_on_id_tasks"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "task_id"],
            ["tasks.user_id", "tasks.task_id"],
            name=op.f("fk_task_dependencies_user_id_task_id_tasks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "task_id", "depends_on_id", name=op.f("pk_task_dependencies")),
        comment="Which task waits for which.",
    )
    with op.batch_alter_table("task_dependencies", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_task_dependencies_user_id_depends_on_id"), ["user_id", "depends_on_id"], unique=False
        )

    _upgrade_search()


SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE task_search USING fts5(search_words, content='tasks', content_rowid='search_id', "
    "tokenize='unicode61 remove_diacritics 0')",
    "CREATE VIRTUAL TABLE task_search_words USING fts5vocab('task_search', 'row')",
    "CREATE TRIGGER task_search_insert AFTER INSERT ON tasks BEGIN "
    "INSERT INTO task_search(rowid, search_words) VALUES (new.search_id, new.search_words); END",
    "CREATE TRIGGER task_search_delete AFTER DELETE ON tasks BEGIN "
    "INSERT INTO task_search(task_search, rowid, search_words) VALUES ('delete', old.search_id, old.search_words); END",
    "CREATE TRIGGER task_search_update AFTER UPDATE OF search_id, search_words ON tasks BEGIN "
    "INSERT INTO task_search(task_search, rowid, search_words) VALUES ('delete', old.search_id, old.search_words); "
    "INSERT INTO task_search(rowid, search_words) VALUES (new.search_id, new.search_words); END",
)


def _upgrade_search() -> None:
    """The full-text index: FTS5 fed by triggers, or a GIN index over the same words."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_SEARCH:
            op.execute(statement)
    else:
        op.execute(
            "CREATE INDEX ix_tasks_search_words ON tasks "
            "USING gin (array_to_tsvector(string_to_array(search_words, ' ')))"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE task_search_words")
        op.execute("DROP TABLE task_search")
    with op.batch_alter_table("task_dependencies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_dependencies_user_id_depends_on_id"))

    op.drop_table("task_dependencies")
    with op.batch_alter_table("task_comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_comments_user_id_task_id_comment_id"))

    op.drop_table("task_comments")
    with op.batch_alter_table("micro_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_micro_steps_user_id_task_id_step_number"))

    op.drop_table("micro_steps")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index("uq_tasks_search_id")
        batch_op.drop_index(batch_op.f("ix_tasks_user_id_zone_id_status"))
        batch_op.drop_index(batch_op.f("ix_tasks_user_id_project_id_status"))
        batch_op.drop_index(batch_op.f("ix_tasks_user_id_parent_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_user_id_deleted_at_updated_at_task_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_user_id_deleted_at_title_key_task_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_user_id_deleted_at_status_created_at_task_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_user_id_deleted_at_priority_rank_task_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_user_id_deleted_at_due_at_task_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_user_id_deleted_at_created_at_task_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_deleted_at"))

    op.drop_table("tasks")
    with op.batch_alter_table("refresh_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refresh_tokens_user_id_session_id"))
        batch_op.drop_index(batch_op.f("ix_refresh_tokens_expires_at"))

    op.drop_table("refresh_tokens")
    op.drop_table("xp_totals")
    with op.batch_alter_table("xp_ledger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_xp_ledger_user_id_local_day_source"))

    op.drop_table("xp_ledger")
    with op.batch_alter_table("socket_tickets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_socket_tickets_user_id"))
        batch_op.drop_index(batch_op.f("ix_socket_tickets_expires_at"))

    op.drop_table("socket_tickets")
    op.drop_table("sessions")
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_projects_inbox", sqlite_where=sa.text("is_inbox = 1"), postgresql_where=sa.text("is_inbox")
        )

    op.drop_table("projects")
    with op.batch_alter_table("personal_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_personal_tokens_user_id"))

    op.drop_table("personal_tokens")
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_keys_created_at"))

    op.drop_table("idempotency_keys")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_occurred_at"))

    op.drop_table("events")
    op.drop_table("event_counters")
    op.drop_table("compass_zones")
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_log_user_id_occurred_at"))

    op.drop_table("audit_log")
    op.drop_table("users")
