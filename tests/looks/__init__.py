"""Screenshots of messages on a page of each design system."""
