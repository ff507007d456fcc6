"""How the tables of words are written down."""


def words_of(text: str) -> frozenset[str]:
    """The words of a table, written one after the other with white space between them."""
    return frozenset(text.split())
