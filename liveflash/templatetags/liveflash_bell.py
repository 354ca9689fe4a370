"""The filters of the templates in ``liveflash/bell/``."""

from datetime import date, timedelta

from django import template
from django.template.defaultfilters import date as format_date
from django.utils.timezone import localdate
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def day_name(day: date) -> str:
    """Return the name of a day: "Today", "Yesterday" or its date."""
    today = localdate()
    if day == today:
        return pgettext("liveflash", "Today")
    if day == today - timedelta(days=1):
        return pgettext("liveflash", "Yesterday")
    return str(format_date(day, "DATE_FORMAT"))
