"""The message stack in the admin: an app that extends the admin's base template."""
