"""A project that serves hashed static files with WhiteNoise."""
