"""The action server of the stock side: validates the form, and submits it.

Runs inside Rasa's environment. Nothing is stored: Rasa's example only tells a number
while no ticket system is connected.
"""

from __future__ import annotations

import random
import re
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import AllSlotsReset
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

PHONE = re.compile(r"1\d{10}")


class ValidateReportForm(FormValidationAction):
    """Checks what the worker answers."""

    def name(self) -> str:
        """Name the action."""
        return "validate_report_form"

    def validate_phone(
        self, value: str, dispatcher: CollectingDispatcher, _: Tracker, __: DomainDict
    ) -> dict[str, Any]:
        """Take a mobile number only."""
        found = PHONE.search(value)
        if not found:
            dispatcher.utter_message(response="utter_phone_unclear")
        return {"phone": found[0] if found else None}


class OpenTicket(Action):
    """Tells the number of the ticket."""

    def name(self) -> str:
        """Name the action."""
        return "action_open_ticket"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _: DomainDict
    ) -> list[dict[str, Any]]:
        """Open a ticket, or drop what was told."""
        if "是" in (tracker.get_slot("confirmed") or ""):
            number = random.randrange(10**11, 10**12)  # noqa: S311 - no secret
            dispatcher.utter_message(response="utter_ticket_opened", number=number)
        else:
            dispatcher.utter_message(response="utter_dropped")
        return [AllSlotsReset()]
