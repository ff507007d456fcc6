"""The one way in which a check says no."""


class Refused(Exception):
    """A model's answer may not be used. `reason` is a few words for the log, without any of the person's own."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
