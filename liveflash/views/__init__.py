"""The API a project writes against: LiveView, its socket and its events."""
