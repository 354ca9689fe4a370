"""The playground: choose every option of a message, and see the code for it."""
