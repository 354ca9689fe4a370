"""A project with views as they are written for pyview, beside their templates."""
