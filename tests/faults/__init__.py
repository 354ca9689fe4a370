"""Faults of servers, stores, connections, handlers and templates."""
