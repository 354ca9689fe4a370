"""Messages and the flash of one page, as values."""
