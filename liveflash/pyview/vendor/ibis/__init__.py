"""The part of ibis that views use: the registration of filters."""
