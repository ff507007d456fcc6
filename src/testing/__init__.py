"""Real servers for tests: PostgreSQL, Valkey and the platform itself, with nothing to install by hand."""
