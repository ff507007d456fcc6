"""Pauses and reserves of streaks, achievements, badges and themes, rewards, pets.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op
from src.database import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "custom_rewards",
        sa.Column("reward_id", sa.String(), nullable=False, comment="identifier of the reward"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose"),
        sa.Column("name", sa.String(), nullable=False, comment="what it is"),
        sa.Column("description", sa.String(), nullable=False, comment="more words about it"),
        sa.Column("icon", sa.String(), nullable=True, comment="an emoji"),
        sa.Column("cost_xp", sa.Integer(), nullable=False, comment="what it takes from the spendable balance"),
        sa.Column("is_active", sa.Boolean(), nullable=False, comment="false: put away"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.CheckConstraint("cost_xp > 0", name=op.f("ck_custom_rewards_cost_xp_positive")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_custom_rewards_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reward_id", name=op.f("pk_custom_rewards")),
        sa.UniqueConstraint("user_id", "reward_id", name=op.f("uq_custom_rewards_user_id_reward_id")),
        comment="Rewards that people promise themselves.",
    )
    with op.batch_alter_table("custom_rewards", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_custom_rewards_user_id_created_at_reward_id"),
            ["user_id", "created_at", "reward_id"],
            unique=False,
        )

    op.create_table(
        "mystery_boxes",
        sa.Column("box_id", sa.String(), nullable=False, comment="identifier of the box"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose"),
        sa.Column("box_type", sa.String(), nullable=False, comment="bronze, silver or gold"),
        sa.Column("source", sa.String(), nullable=False, comment="what gave it: claim or streak"),
        sa.Column("source_id", sa.String(), nullable=False, comment="which one: the task, or length and day of the streak"),
        sa.Column("seed", sa.String(), nullable=False, comment="what its content is drawn from"),
        sa.Column("reward", types.Json(), nullable=True, comment="what was in it, once opened"),
        sa.Column("earned_at", types.Instant(), nullable=False, comment="when it was given"),
        sa.Column("opened_at", types.Instant(), nullable=True, comment="when it was opened"),
        sa.CheckConstraint("box_type IN ('bronze', 'silver', 'gold')", name=op.f("ck_mystery_boxes_box_type_known")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_mystery_boxes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("box_id", name=op.f("pk_mystery_boxes")),
        sa.UniqueConstraint("user_id", "source", "source_id", name=op.f("uq_mystery_boxes_user_id_source_source_id")),
        comment="Mystery boxes that people were given.",
    )
    with op.batch_alter_table("mystery_boxes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mystery_boxes_user_id_opened_at_earned_at"),
            ["user_id", "opened_at", "earned_at"],
            unique=False,
        )

    op.create_table(
        "power_hours",
        sa.Column("power_hour_id", sa.String(), nullable=False, comment="identifier of the power hour"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose"),
        sa.Column("source", sa.String(), nullable=False, comment="where it came from, e.g. mystery_box"),
        sa.Column("source_id", sa.String(), nullable=False, comment="which one"),
        sa.Column("starts_at", types.Instant(), nullable=False, comment="when it begins"),
        sa.Column("ends_at", types.Instant(), nullable=False, comment="when it is over"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_power_hours_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("power_hour_id", name=op.f("pk_power_hours")),
        sa.UniqueConstraint("user_id", "source", "source_id", name=op.f("uq_power_hours_user_id_source_source_id")),
        comment="Whiles in which completed tasks pay more.",
    )
    with op.batch_alter_table("power_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_power_hours_user_id_ends_at"), ["user_id", "ends_at"], unique=False)

    op.create_table(
        "reward_claims",
        sa.Column("claim_id", sa.String(), nullable=False, comment="identifier of the claim"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose"),
        sa.Column("task_id", sa.String(), nullable=False, comment="the task; it may be gone"),
        sa.Column("completion_number", sa.Integer(), nullable=False, comment="which completion of it"),
        sa.Column("reward_type", sa.String(), nullable=False, comment="what was asked for, e.g. standard"),
        sa.Column("seed", sa.String(), nullable=False, comment="what the draw came from"),
        sa.Column(
            "tier", sa.String(), nullable=False, comment="normal, good, great, amazing, legendary or critical_hit"
        ),
        sa.Column("multiplier", sa.Integer(), nullable=False, comment="1 to 10"),
        sa.Column("xp_earned", sa.Integer(), nullable=False, comment="what the completion had paid"),
        sa.Column("bonus_xp", sa.Integer(), nullable=False, comment="xp_earned * (multiplier - 1)"),
        sa.Column("streak_bonus", sa.Integer(), nullable=False, comment="on top for the streak"),
        sa.Column("box_id", sa.String(), nullable=True, comment="the mystery box it gave"),
        sa.Column("claimed_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_reward_claims_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_reward_claims")),
        sa.UniqueConstraint(
            "user_id", "task_id", "completion_number", name=op.f("uq_reward_claims_user_id_task_id_completion_number")
        ),
        comment="Surprises that were drawn, one for each completion.",
    )
    with op.batch_alter_table("reward_claims", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reward_claims_user_id_claimed_at"), ["user_id", "claimed_at"], unique=False
        )

    op.create_table(
        "streak_pauses",
        sa.Column("pause_id", sa.String(), nullable=False, comment="identifier of the pause"),
        sa.Column("user_id", sa.String(), nullable=False, comment="who rests"),
        sa.Column("first_date", types.LocalDate(), nullable=False, comment="first own day of it"),
        sa.Column("last_date", types.LocalDate(), nullable=True, comment="last own day of it; none: it lasts"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when it was set"),
        sa.CheckConstraint(
            "last_date IS NULL OR last_date >= first_date", name=op.f("ck_streak_pauses_dates_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_streak_pauses_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pause_id", name=op.f("pk_streak_pauses")),
        comment="Days on which people rest: their streaks stand still.",
    )
    with op.batch_alter_table("streak_pauses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_streak_pauses_user_id_first_date"), ["user_id", "first_date"], unique=False
        )
        batch_op.create_index(
            "uq_streak_pauses_lasting",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("last_date IS NULL"),
            postgresql_where=sa.text("last_date IS NULL"),
        )

    op.create_table(
        "streak_milestones",
        sa.Column("user_id", sa.String(), nullable=False, comment="whose streak"),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False, comment="days of streak"),
        sa.Column(
            "reached_date", types.LocalDate(), nullable=False, comment="the own day on which it was last celebrated"
        ),
        sa.Column("reached_at", types.Instant(), nullable=False, comment="when it was last celebrated"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_streak_milestones_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "days", name=op.f("pk_streak_milestones")),
        comment="Lengths that streaks have come to: the guard of milestones and their boxes.",
    )
    op.create_table(
        "streak_reserves",
        sa.Column("reserve_id", sa.String(), nullable=False, comment="identifier of the reserve"),
        sa.Column("user_id", sa.String(), nullable=False, comment="who earned it"),
        sa.Column("source", sa.String(), nullable=False, comment="where it came from, e.g. mystery_box"),
        sa.Column("source_id", sa.String(), nullable=False, comment="which one"),
        sa.Column("earned_date", types.LocalDate(), nullable=False, comment="the own day on which it was earned"),
        sa.Column("earned_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_streak_reserves_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reserve_id", name=op.f("pk_streak_reserves")),
        sa.UniqueConstraint("user_id", "source", "source_id", name=op.f("uq_streak_reserves_user_id_source_source_id")),
        comment="Streak reserves that people earned.",
    )
    op.create_table(
        "user_achievements",
        sa.Column("user_id", sa.String(), nullable=False, comment="who"),
        sa.Column("achievement_id", sa.String(), nullable=False, comment="which one, e.g. first-task"),
        sa.Column("xp_reward", sa.Integer(), nullable=False, comment="what it paid"),
        sa.Column("unlocked_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_user_achievements_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "achievement_id", name=op.f("pk_user_achievements")),
        comment="Achievements that people unlocked.",
    )
    op.create_table(
        "user_badges",
        sa.Column("user_id", sa.String(), nullable=False, comment="who"),
        sa.Column("badge_id", sa.String(), nullable=False, comment="which one, e.g. 3-day-streak"),
        sa.Column("given_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_user_badges_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "badge_id", name=op.f("pk_user_badges")),
        comment="Badges that people were given.",
    )
    op.create_table(
        "user_pets",
        sa.Column("pet_id", sa.String(), nullable=False, comment="identifier of the pet"),
        sa.Column("user_id", sa.String(), nullable=False, comment="whose pet"),
        sa.Column("species", sa.String(), nullable=False, comment="dog, cat, dragon, owl or fox"),
        sa.Column("name", sa.String(), nullable=False, comment="1-100 characters"),
        sa.Column("xp", sa.BigInteger(), nullable=False, comment="sum of its meals"),
        sa.Column("fullness", sa.Double(), nullable=False, comment="0-100 at measured_at"),
        sa.Column("happiness", sa.Double(), nullable=False, comment="0-100 at measured_at"),
        sa.Column("measured_at", types.Instant(), nullable=False, comment="when fullness and happiness were that"),
        sa.Column("evolution_stage", sa.Integer(), nullable=False, comment="1 baby, 2 teen, 3 adult"),
        sa.Column("fed_at", types.Instant(), nullable=True, comment="last treat"),
        sa.Column("played_at", types.Instant(), nullable=True, comment="last time somebody played with it"),
        sa.Column("visited_at", types.Instant(), nullable=True, comment="last time its person did something"),
        sa.Column("created_at", types.Instant(), nullable=False, comment="when the row was made"),
        sa.Column("updated_at", types.Instant(), nullable=False, comment="when the row last changed"),
        sa.CheckConstraint(
            "species IN ('dog', 'cat', 'dragon', 'owl', 'fox')", name=op.f("ck_user_pets_species_known")
        ),
        sa.CheckConstraint("evolution_stage BETWEEN 1 AND 3", name=op.f("ck_user_pets_evolution_stage_range")),
        sa.CheckConstraint("xp >= 0", name=op.f("ck_user_pets_xp_positive")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_user_pets_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pet_id", name=op.f("pk_user_pets")),
        sa.UniqueConstraint("user_id", "pet_id", name=op.f("uq_user_pets_user_id_pet_id")),
        sa.UniqueConstraint("user_id", name=op.f("uq_user_pets_user_id")),
        comment="Pets, one a person.",
    )
    op.create_table(
        "user_themes",
        sa.Column("user_id", sa.String(), nullable=False, comment="who"),
        sa.Column("theme", sa.String(), nullable=False, comment="which one, e.g. neon-nights"),
        sa.Column("is_active", sa.Boolean(), nullable=False, comment="in use"),
        sa.Column("unlocked_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_user_themes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "theme", name=op.f("pk_user_themes")),
        comment="Themes that people unlocked.",
    )
    with op.batch_alter_table("user_themes", schema=None) as batch_op:
        batch_op.create_index(
            "uq_user_themes_active",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("is_active = 1"),
            postgresql_where=sa.text("is_active"),
        )

    op.create_table(
        "pet_meals",
        sa.Column("user_id", sa.String(), nullable=False, comment="whose pet"),
        sa.Column("source", sa.String(), nullable=False, comment="kind of effort, as in the ledger"),
        sa.Column("source_id", sa.String(), nullable=False, comment="which one, as in the ledger"),
        sa.Column("pet_id", sa.String(), nullable=False, comment="the pet"),
        sa.Column("xp", sa.Integer(), nullable=False, comment="what the effort paid"),
        sa.Column("fullness_gain", sa.Double(), nullable=False, comment="by how much it was fuller"),
        sa.Column("happiness_gain", sa.Double(), nullable=False, comment="by how much it was happier"),
        sa.Column("eaten_at", types.Instant(), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["user_id", "pet_id"],
            ["user_pets.user_id", "user_pets.pet_id"],
            name=op.f("fk_pet_meals_user_id_pet_id_user_pets"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "source", "source_id", name=op.f("pk_pet_meals")),
        comment="What pets ate, one row for each completion.",
    )
    op.create_table(
        "reward_redemptions",
        sa.Column("redemption_id", sa.String(), nullable=False, comment="identifier of the redemption"),
        sa.Column("user_id", sa.String(), nullable=False, comment="who"),
        sa.Column("reward_id", sa.String(), nullable=False, comment="the reward"),
        sa.Column("name", sa.String(), nullable=False, comment="its name then"),
        sa.Column("cost_xp", sa.Integer(), nullable=False, comment="what it took"),
        sa.Column("redeemed_at", types.Instant(), nullable=False, comment="when"),
        sa.Column("undone_at", types.Instant(), nullable=True, comment="when it was taken back"),
        sa.ForeignKeyConstraint(
            ["user_id", "reward_id"],
            ["custom_rewards.user_id", "custom_rewards.reward_id"],
            name=op.f("fk_reward_redemptions_user_id_reward_id_custom_rewards"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("redemption_id", name=op.f("pk_reward_redemptions")),
        comment="Rewards that people gave themselves.",
    )
    with op.batch_alter_table("reward_redemptions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reward_redemptions_user_id_redeemed_at_redemption_id"),
            ["user_id", "redeemed_at", "redemption_id"],
            unique=False,
        )

    with op.batch_alter_table("xp_ledger", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "minutes",
                sa.Double(),
                nullable=True,
                comment="how long the effort took, measured or else estimated",
            )
        )

    with op.batch_alter_table("xp_totals", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "highest_level",
                sa.Integer(),
                server_default="1",
                nullable=False,
                comment="the highest level that was celebrated: each is once",
            )
        )
        batch_op.add_column(
            sa.Column(
                "effort_counts",
                types.Json(),
                server_default="{}",
                nullable=False,
                comment="counters of efforts that achievements ask for; can be made anew from the ledger",
            )
        )
        batch_op.add_column(
            sa.Column(
                "spent",
                sa.BigInteger(),
                server_default="0",
                nullable=False,
                comment="what rewards of one's own took of the spendable balance",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("xp_totals", schema=None) as batch_op:
        batch_op.drop_column("spent")
        batch_op.drop_column("effort_counts")
        batch_op.drop_column("highest_level")

    with op.batch_alter_table("xp_ledger", schema=None) as batch_op:
        batch_op.drop_column("minutes")

    with op.batch_alter_table("reward_redemptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reward_redemptions_user_id_redeemed_at_redemption_id"))

    op.drop_table("reward_redemptions")
    op.drop_table("pet_meals")
    with op.batch_alter_table("user_themes", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_user_themes_active", sqlite_where=sa.text("is_active = 1"), postgresql_where=sa.text("is_active")
        )

    op.drop_table("user_themes")
    op.drop_table("user_pets")
    op.drop_table("user_badges")
    op.drop_table("user_achievements")
    op.drop_table("streak_reserves")
    op.drop_table("streak_milestones")
    with op.batch_alter_table("streak_pauses", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_streak_pauses_lasting",
            sqlite_where=sa.text("last_date IS NULL"),
            postgresql_where=sa.text("last_date IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_streak_pauses_user_id_first_date"))

    op.drop_table("streak_pauses")
    with op.batch_alter_table("reward_claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reward_claims_user_id_claimed_at"))

    op.drop_table("reward_claims")
    with op.batch_alter_table("power_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_power_hours_user_id_ends_at"))

    op.drop_table("power_hours")
    with op.batch_alter_table("mystery_boxes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mystery_boxes_user_id_opened_at_earned_at"))

    op.drop_table("mystery_boxes")
    with op.batch_alter_table("custom_rewards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_custom_rewards_user_id_created_at_reward_id"))

    op.drop_table("custom_rewards")
