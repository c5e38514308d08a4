"""What no application of ours tells of its requests."""

from fastapi.telemetry import TelemetryConfig

QUIET: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI's own telemetry is off: it would carry what workers write."""
