"""The demo as its server runs it, with static files as runserver serves them."""

import os

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.demo_settings")

from demo_project.asgi import application as demo

http = ASGIStaticFilesHandler(demo.application_mapping["http"])
demo.application_mapping["http"] = http
application = demo
