"""Which template a task was made from.

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


def downgrade() -> None:
    op.drop_index("ix_tasks_of_template", "tasks", sqlite_where=OF_TEMPLATE, postgresql_where=OF_TEMPLATE)
    op.drop_column("tasks", "template_id")
