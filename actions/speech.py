"""Speaking to the worker: by the names of responses, never by texts."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from rasa_sdk.executor import CollectingDispatcher


class Say(Protocol):
    """Utters a response of bot/domain."""

    def __call__(
        self,
        response: str,
        *,
        buttons: object = (),
        **fields: object,
    ) -> None:
        """Utter it, its places filled with these fields, these buttons added."""


def speech(dispatcher: CollectingDispatcher) -> Say:
    """Give the action's way to speak."""

    def say(response: str, *, buttons: object = (), **fields: object) -> None:
        said: dict[str, Any] = {name: str(value) for name, value in fields.items()}
        if buttons:
            said["buttons"] = buttons
        dispatcher.utter_message(response=response, **said)

    return say


Repeat = Callable[[Mapping[str, Any]], None]


def repetition(dispatcher: CollectingDispatcher) -> Repeat:
    """Give the way to say again what the tracker remembers was said."""

    def repeat(said: Mapping[str, Any]) -> None:
        buttons = (said.get("data") or {}).get("buttons")
        dispatcher.utter_message(text=said["text"], buttons=buttons)

    return repeat
