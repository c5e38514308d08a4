"""What other programs were never told, as the page lists it: by program."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from api.console.calls.told import in_groups, moment
from helpdesk.models import HookEvent, HookState
from helpdesk.webhooks import Lost

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was given up."""

    key: str
    at: str
    event: HookEvent
    number: str
    groups: str
    tries: int
    error: str


@dataclass(frozen=True, slots=True)
class Hook:
    """A program that does not answer, and the newest that it was to be told."""

    id: int
    host: str
    """Its address without the path, which may be a key."""

    is_paused: bool
    calls: Sequence[Call]


def hooks_of(lost: Sequence[Lost]) -> Sequence[Hook]:
    """Return the programs that lack something, and what."""
    by_hook = sorted(lost, key=lambda each: each.delivery.webhook_id)
    return [
        _hook(list(of_one))
        for _, of_one in groupby(by_hook, key=lambda each: each.delivery.webhook_id)
    ]


def _hook(lost: Sequence[Lost]) -> Hook:
    webhook = lost[0].delivery.webhook
    return Hook(
        id=webhook.id,
        host=urlsplit(webhook.url).hostname or "",
        is_paused=webhook.state is HookState.paused,
        calls=[_call(each) for each in lost[:SHOWN]],
    )


def _call(lost: Lost) -> Call:
    one = lost.delivery
    return Call(
        key=one.key,
        at=moment(one.created_at),
        event=one.event,
        number=lost.ticket_number,
        groups=in_groups(lost.ticket_number),
        tries=one.tries,
        error=one.error or "",
    )
