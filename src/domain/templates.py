"""Rules of templates. Pure: no database, no clock, no I/O."""

from enum import StrEnum


class Category(StrEnum):
    ACADEMIC = "Academic"
    WORK = "Work"
    PERSONAL = "Personal"
    HEALTH = "Health"
    CREATIVE = "Creative"
