"""Messages that users keep."""
