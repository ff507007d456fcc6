"""Identifiers: UUIDv7 as text, so that keys made later sort later and indexes stay dense."""

import uuid_utils


def new_id() -> str:
    """A fresh UUIDv7 as 36 characters."""
    return str(uuid_utils.uuid7())
