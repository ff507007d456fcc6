"""Identifiers: UUIDv7 as text, so that keys made later sort later and indexes stay dense."""

from uuid import UUID, uuid5

import uuid_utils


def new_id() -> str:
    """A fresh UUIDv7 as 36 characters."""
    return str(uuid_utils.uuid7())


def id_within(owner_id: str, name: str) -> str:
    """The one id that `name` has with an owner (UUIDv5): what a person has once is found, and made once, by its key."""
    return str(uuid5(UUID(owner_id), name))
