"""A small site that shows what liveflash does, and the code that makes it."""
