"""Django's database engine for PostgreSQL, with a health check that asks nothing."""
