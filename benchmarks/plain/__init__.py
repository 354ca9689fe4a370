"""Measure pages that are not live, with and without liveflash."""
