"""A project with ``liveflash.contrib.admin``: the stack in the admin itself."""
