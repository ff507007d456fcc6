"""Rules about focus rooms. Pure: no database, no clock, no I/O."""

from datetime import timedelta

MOST_MEMBERS = 25
MOST_OPEN_ROOMS = 5
RENEW_EVERY = timedelta(seconds=20)
LEASE = timedelta(seconds=60)
"""Who has not been heard of for that long has left."""
