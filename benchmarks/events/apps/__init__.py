"""The servers: the same page and events in each framework."""
