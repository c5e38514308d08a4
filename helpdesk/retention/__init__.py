"""Retention: what is kept how long, by class, and what happens then."""

from helpdesk.retention.classes import Pace, RetentionClass, classes, kept
from helpdesk.retention.service import retention

__all__ = ["Pace", "RetentionClass", "classes", "kept", "retention"]
