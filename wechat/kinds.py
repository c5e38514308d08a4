"""What WeChat tells: messages and events, each a value of its own.

``key`` is the same whenever one message or event is delivered again.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """Who wrote to which account, and when in seconds of WeChat's clock."""

    account: str
    openid: str
    created: int


@dataclass(frozen=True, slots=True)
class Message:
    """What every message has."""

    head: Head
    message_id: str

    @property
    def key(self) -> str:
        """Return what tells this message from all others."""
        return self.message_id


@dataclass(frozen=True, slots=True)
class Text(Message):
    """Words typed, or said by a tap on one of our links."""

    content: str
    menu_id: str | None = None


@dataclass(frozen=True, slots=True)
class Voice(Message):
    """A voice message; WeChat's own recognition is there only where it is on."""

    media_id: str
    format: str
    recognition: str | None = None


@dataclass(frozen=True, slots=True)
class Image(Message):
    """A picture."""

    media_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Video(Message):
    """A film."""

    media_id: str
    short: bool


@dataclass(frozen=True, slots=True)
class File(Message):
    """A file; WeChat does not always say how to fetch it."""

    media_id: str | None
    title: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Location(Message):
    """A place that was sent on purpose."""

    latitude: float
    longitude: float
    label: str


@dataclass(frozen=True, slots=True)
class Link(Message):
    """An article passed on."""

    title: str
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class Event:
    """What every event has."""

    head: Head
    key: str


@dataclass(frozen=True, slots=True)
class Subscribed(Event):
    """Follows the account, perhaps by a QR code's scene."""

    scene: str | None


@dataclass(frozen=True, slots=True)
class Unsubscribed(Event):
    """Follows no more: the privacy rules of WeChat ask for deletion."""


@dataclass(frozen=True, slots=True)
class Scanned(Event):
    """A follower scanned a QR code of ours."""

    scene: str


@dataclass(frozen=True, slots=True)
class Clicked(Event):
    """A menu entry was tapped; ``key_`` is its key in the menu."""

    key_: str


@dataclass(frozen=True, slots=True)
class Viewed(Event):
    """A menu entry opened a page."""

    url: str


@dataclass(frozen=True, slots=True)
class Whereabouts(Event):
    """Where the follower is, told by the telephone and not by the follower."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class NoticeSent(Event):
    """What became of a notice; ``why`` it did not arrive."""

    provider_id: str
    ok: bool
    why: str


@dataclass(frozen=True, slots=True)
class OptInsChanged(Event):
    """Notices allowed once more, or refused, by template."""

    changes: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Unknown(Event):
    """Something that this library has no word for."""

    kind: str


Inbound = (
    Text
    | Voice
    | Image
    | Video
    | File
    | Location
    | Link
    | Subscribed
    | Unsubscribed
    | Scanned
    | Clicked
    | Viewed
    | Whereabouts
    | NoticeSent
    | OptInsChanged
    | Unknown
)
