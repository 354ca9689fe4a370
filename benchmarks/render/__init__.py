"""Compare rendering the same pages with liveflash, Django, Jinja2 and pyview."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.render.settings")
django.setup()
