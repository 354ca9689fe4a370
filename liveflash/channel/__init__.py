"""One WebSocket and its pages: handshake, joins, mailboxes, turns, limits, sessions."""
