"""Pure rules of the domain: no database, no clock, no I/O, the standard library alone."""
