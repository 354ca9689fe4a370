"""One connected page: its join, mailbox, turns and limits."""
