"""Renders the same pages with liveflash, Django, Jinja2 and pyview, and compares."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.render.settings")
django.setup()
