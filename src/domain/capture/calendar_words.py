"""Words for days, times, amounts and zones: data only."""

from src.domain.capture.tables import words_of

WEEKDAYS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "monday mon mondays",
            "tuesday tue tues tuesdays",
            "wednesday wed weds wednesdays wensday wednsday wendsday wednessday",
            "thursday thu thur thurs thursdays thrusday thurday",
            "friday fri fridays firday",
            "saturday sat saturdays saterday",
            "sunday sun sundays",
        )
    )
    for word in words.split()
}
WEEKDAY_PLURALS = frozenset(word for word in WEEKDAYS if word.endswith("days"))
"""'tuesdays' repeats by itself."""

DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

MONTHS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "january jan",
            "february feb febuary febrary feburary",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept setember",
            "october oct",
            "november nov",
            "december dec decemeber",
        ),
        start=1,
    )
    for word in words.split()
}

NUMBERS: dict[str, int] = {
    word: number
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ],
        start=1,
    )
} | {"a": 1, "an": 1, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}

ORDINALS: dict[str, int] = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
} | {"thirtieth": 30}

MINUTE_UNITS: dict[str, int] = {
    word: minutes
    for minutes, words in (
        (1, "m min mins minute minutes mintues minuts"),
        (60, "h hr hrs hour hours"),
    )
    for word in words.split()
}

DAY_UNITS: dict[str, str] = {
    word: unit
    for unit, words in (
        ("day", "day days dy d"),
        ("week", "week weeks wk wks w"),
        ("fortnight", "fortnight fortnights"),
        ("month", "month months mth mths"),
        ("quarter", "quarter quarters qtr"),
        ("year", "year years yr yrs"),
    )
    for word in words.split()
}

RELATIVE_DAYS: dict[str, int] = {
    word: days
    for days, words in (
        (0, "today 2day tday todya"),
        (
            1,
            "tomorrow tmrw tmr tmw tmrrw tomoz tomo 2moro 2morrow 2mrw 2moz tommorow tommorrow tomorow tomorro tomrrow",
        ),
    )
    for word in words.split()
}
TONIGHT = words_of("tonight tonite 2nite 2night tnite tonigt")

PARTS_OF_DAY: dict[str, tuple[int, int]] = {
    word: clock
    for clock, words in (
        ((9, 0), "morning mornin morn mornings am"),
        ((12, 0), "noon midday lunchtime lunch noontime"),
        ((15, 0), "afternoon arvo aft afternoons afternoo pm"),
        ((19, 0), "evening eve evenings evenin dinnertime teatime"),
        ((22, 0), "night nite nights bedtime bed"),
    )
    for word in words.split()
}
DAY_PART_NAMES = words_of("""
    morning mornin morn mornings afternoon arvo afternoons evening evenings evenin eve night nite nights
    """)
EXACT_PARTS = frozenset(["noon", "midday", "noontime"])

PERIOD_ENDS: dict[str, str] = {"eow": "week", "eom": "month", "eoy": "year", "eoq": "quarter"}

FIXED_HOLIDAYS: dict[tuple[str, ...], tuple[int, int]] = {
    ("christmas", "eve"): (12, 24),
    ("xmas", "eve"): (12, 24),
    ("christmas", "day"): (12, 25),
    ("xmas", "day"): (12, 25),
    ("christmas",): (12, 25),
    ("xmas",): (12, 25),
    ("boxing", "day"): (12, 26),
    ("halloween",): (10, 31),
    ("valentine's", "day"): (2, 14),
    ("valentines", "day"): (2, 14),
    ("valentine's",): (2, 14),
    ("valentines",): (2, 14),
    ("new", "year's", "eve"): (12, 31),
    ("new", "years", "eve"): (12, 31),
    ("nye",): (12, 31),
    ("new", "year's", "day"): (1, 1),
    ("new", "years", "day"): (1, 1),
    ("new", "year's"): (1, 1),
    ("new", "years"): (1, 1),
    ("new", "year"): (1, 1),
    ("st", "patrick's", "day"): (3, 17),
    ("bonfire", "night"): (11, 5),
    ("independence", "day"): (7, 4),
}

ZONES: dict[str, str] = {
    word: zone
    for zone, words in (
        ("America/New_York", "est edt et eastern new_york nyc boston toronto miami"),
        ("America/Chicago", "cst cdt ct central chicago dallas houston"),
        ("America/Denver", "mst mdt mt mountain denver"),
        ("America/Los_Angeles", "pst pdt pt pacific la los_angeles seattle sf san_francisco vancouver"),
        ("America/Sao_Paulo", "brt são_paulo sao_paulo"),
        ("UTC", "utc gmt zulu"),
        ("Europe/London", "bst london uk dublin lisbon"),
        ("Europe/Paris", "cet cest paris berlin madrid rome amsterdam vienna stockholm oslo brussels zurich"),
        ("Europe/Athens", "eet eest athens helsinki kyiv"),
        ("Europe/Istanbul", "trt istanbul"),
        ("Europe/Moscow", "msk moscow"),
        ("Asia/Dubai", "gst dubai"),
        ("Asia/Kolkata", "ist india mumbai delhi bangalore kolkata"),
        ("Asia/Singapore", "sgt singapore"),
        ("Asia/Manila", "pht manila"),
        ("Asia/Jakarta", "wib jakarta"),
        ("Asia/Bangkok", "ict bangkok hanoi"),
        ("Asia/Karachi", "pkt karachi lahore"),
        ("Africa/Cairo", "cairo"),
        ("Asia/Hong_Kong", "hkt hong_kong"),
        ("Asia/Shanghai", "shanghai beijing china"),
        ("Asia/Tokyo", "jst tokyo japan"),
        ("Asia/Seoul", "kst seoul korea"),
        ("Africa/Lagos", "wat lagos"),
        ("Africa/Nairobi", "eat nairobi"),
        ("Africa/Johannesburg", "sast johannesburg"),
        ("Australia/Sydney", "aest aedt sydney melbourne"),
        ("Australia/Perth", "awst perth"),
        ("Pacific/Auckland", "nzst nzdt auckland wellington"),
        ("Pacific/Honolulu", "hst hawaii honolulu"),
        ("America/Anchorage", "akst akdt alaska"),
    )
    for word in words.split()
}
ZONE_CODES = words_of("""
    est edt et cst cdt ct mst mdt mt pst pdt pt brt utc gmt bst cet cest eet eest trt msk gst ist sgt hkt jst
    kst pht wib ict pkt wat sast aest aedt awst nzst nzdt hst akst akdt
    """)
"""Abbreviations that name a zone right after a time; places need the word "time" behind them ("Tokyo time")."""
