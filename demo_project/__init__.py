"""A small site that demonstrates liveflash and shows its own source code."""
