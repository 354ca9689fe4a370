"""Records of the session store, tokens, and flash in transit."""
