"""What breaks: servers, stores, connections, handlers and templates."""
