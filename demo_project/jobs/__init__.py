"""A background job in another process, and a page that starts it."""
