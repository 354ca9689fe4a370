"""Benchmarks of liveflash and comparable frameworks."""
