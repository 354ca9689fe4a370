"""Metrics and traces of pages and messages with OpenTelemetry."""
