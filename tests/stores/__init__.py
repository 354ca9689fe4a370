"""Flash on real servers: PostgreSQL and Redis, beside SQLite."""
