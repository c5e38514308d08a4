"""Alarms: somebody is in danger; ticket, risk report and officers, all at once."""

from helpdesk.alarms.service import Alarm, alarms

__all__ = ["Alarm", "alarms"]
