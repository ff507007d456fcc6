"""Which template a task was made from; the highest level of a pet that was celebrated.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OF_TEMPLATE = sa.text("template_id IS NOT NULL AND status = 'done' AND deleted_at IS NULL AND actual_hours > 0")


def upgrade() -> None:
    op.add_column(
        "tasks",
        sa.Column(
            "template_id",
            sa.String(),
            nullable=True,
            comment="the template it was made from; that may be gone, or built in",
        ),
    )
    op.create_index(
        "ix_tasks_of_template",
        "tasks",
        ["user_id", "template_id", "completed_at"],
        unique=False,
        sqlite_where=OF_TEMPLATE,
        postgresql_where=OF_TEMPLATE,
    )
    op.add_column(
        "user_pets",
        sa.Column(
            "highest_level",
            sa.Integer(),
            nullable=False,
            server_default="1",
            comment="the highest level that was celebrated: each is once",
        ),
    )
    # Level L needs 50 * L^2 XP; the first is there from the beginning, the tenth is the last.
    for level in range(2, 11):
        op.execute(f"UPDATE user_pets SET highest_level = {level} WHERE xp >= {50 * level * level}")
    with op.batch_alter_table("user_pets", schema=None) as batch_op:
        batch_op.alter_column("highest_level", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    op.drop_column("user_pets", "highest_level")
    op.drop_index("ix_tasks_of_template", "tasks", sqlite_where=OF_TEMPLATE, postgresql_where=OF_TEMPLATE)
    op.drop_column("tasks", "template_id")
