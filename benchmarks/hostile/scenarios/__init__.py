"""The attacks, one module each: ``measure`` attacks a target and returns figures."""
