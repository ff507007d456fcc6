"""Small words that tie a day or a time to its sentence: data only."""

from src.domain.capture.tables import words_of

DEADLINES = words_of("by before b4 due deadline latest bfore")
STARTS = words_of("starting from beginning start")
LIMITS = words_of("until till til through thru")
PREPOSITIONS = (
    words_of("""
    on at @ for this in around about approx after ~ come circa sometime over during @~
    """)
    | DEADLINES
    | STARTS
    | LIMITS
)
LEADING = words_of("due deadline starting start beginning sometime come or")
ROUGHLY = words_of("about around approx ~ circa @ like")
CLOCK_BEFORE_BARE = words_of("at @ by before b4 after around until till til between about due")
JOINTS = ("-", "\u2013", "—", "to", "until", "till", "til", "through", "thru")
PAST = words_of("last yesterday since previous past")
MOVING = words_of("move reschedule push shift bump postpone change")
MOVED = words_of("""
    move moved moving reschedule rescheduled push shift bump postpone postponed change changed
    """)
