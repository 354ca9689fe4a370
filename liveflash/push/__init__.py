"""Messages from anywhere: the inbox, pub/sub and the channel layer."""
