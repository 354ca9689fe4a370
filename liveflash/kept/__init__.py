"""Messages that users keep: they stay, read or unread, until the user deletes them."""
