"""The playground: choose the options of a message and see the code for it."""
