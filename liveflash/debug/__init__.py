"""Development aids: hints, warnings, crash reports and the file watcher.

They are active while DEBUG is on, except for the hints in exceptions, which always are.
"""
