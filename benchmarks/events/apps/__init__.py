"""The servers: the same page and the same events, each as its framework has it."""
