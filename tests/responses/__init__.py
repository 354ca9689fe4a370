"""Messages with the responses to requests of a page's scripts."""
