"""Attack a site served by a real server, within the default limits, and measure it."""
