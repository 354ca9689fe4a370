"""A project whose Content Security Policy trusts a nonce, by django-csp or Django."""
