"""What a follower can do on the telephone: what is sent, shown and allowed by it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wechat.standin import happenings, samples
from wechat.standin.followers import Contact, Follower
from wechat.standin.happenings import Fields
from wechat.standin.world import Medium, World

Asked = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done.

    `contact` is what it allows the account, `shown` what stands on the follower's own
    side; what is `quiet` gets no answer on the telephone.
    """

    fields: Fields
    contact: Contact | None = None
    shown: tuple[str, dict[str, Any]] | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something, with what."""

    world: World
    follower: Follower
    asked: Asked
    base: str = field(default="")

    def text(self, name: str, default: str = "") -> str:
        """Return one of the words given."""
        return str(self.asked.get(name) or default)

    def number(self, name: str, default: float) -> float:
        """Return one of the numbers given."""
        return float(self.asked.get(name, default))

    def medium(self, sample: Callable[[], Medium]) -> str:
        """Return the media id given, or that of a sample."""
        given = self.text("media_id")
        return given if given in self.world.media else self.world.keep(sample())


def text(doing: Doing) -> Deed:
    """Write, or tap one of the account's links: that counts as a menu tap."""
    content, menu_id = doing.text("content"), doing.text("menu_id") or None
    return Deed(
        happenings.text(content, menu_id=menu_id),
        "contact" if menu_id else "message",
        ("text", {"text": content}),
    )


def voice(doing: Doing) -> Deed:
    """Say something; WeChat's recognition works, is empty, or is switched off."""
    words, media_id = doing.text("words"), doing.medium(samples.voice)
    recognition = words if doing.asked.get("recognised", True) else None
    return Deed(
        happenings.voice(media_id, recognition=recognition),
        "message",
        ("voice", {"text": words, "recognised": recognition is not None}),
    )


def image(doing: Doing) -> Deed:
    """Send a picture."""
    media_id = doing.medium(samples.picture)
    url = f"{doing.base}standin/media/{media_id}"
    shown = ("image", {"media_id": media_id})
    return Deed(happenings.image(media_id, url=url), "message", shown)


def video(doing: Doing) -> Deed:
    """Send a film."""
    media_id = doing.medium(samples.film)
    thumb = doing.world.keep(samples.picture())
    fields = happenings.video(
        media_id, thumb=thumb, short=doing.asked.get("short") is True
    )
    return Deed(fields, "message", ("video", {}))


def file(doing: Doing) -> Deed:
    """Send a file."""
    title, size = doing.text("title", "file.pdf"), int(doing.number("size", 1000))
    fields = happenings.file(title, size=size, media_id=doing.text("media_id") or None)
    return Deed(fields, "message", ("file", {"title": title, "size": size}))


def location(doing: Doing) -> Deed:
    """Send a place."""
    latitude, longitude = (
        doing.number("latitude", 22.5431),
        doing.number("longitude", 114.0579),
    )
    label = doing.text("label")
    fields = happenings.location(latitude, longitude, label=label)
    shown = {"latitude": latitude, "longitude": longitude, "label": label}
    return Deed(fields, "message", ("location", shown))


def link(doing: Doing) -> Deed:
    """Pass a page on."""
    title, url = doing.text("title"), doing.text("url")
    description = doing.text("description")
    fields = happenings.link(title, description=description, url=url)
    shown = {"title": title, "description": description, "url": url}
    return Deed(fields, "message", ("link", shown))


def tap(doing: Doing) -> Deed:
    """Tap a menu entry with a key."""
    fields = happenings.event("CLICK", EventKey=doing.text("key"))
    return Deed(fields, "contact")


def view(doing: Doing) -> Deed:
    """Tap a menu entry with a link."""
    fields = happenings.event("VIEW", EventKey=doing.text("url"), MenuId=1)
    return Deed(fields, quiet=True)


def follow(doing: Doing) -> Deed:
    """Begin to follow, by a QR code's scene or without."""
    doing.follower.follows = True
    fields = happenings.subscribed(doing.text("scene") or None)
    return Deed(fields, "contact", ("follow", {}))


def unfollow(doing: Doing) -> Deed:
    """Stop following."""
    doing.follower.left_from()
    fields = happenings.event("unsubscribe", EventKey="")
    return Deed(fields, shown=("unfollow", {}), quiet=True)


def scan(doing: Doing) -> Deed:
    """Scan a QR code; who does not follow yet follows by it."""
    if not doing.follower.follows:
        return follow(doing)
    fields = happenings.event("SCAN", EventKey=doing.text("scene"), Ticket="standin")
    return Deed(fields, "contact", ("scan", {}))


def whereabouts(doing: Doing) -> Deed:
    """Let the telephone tell where it is, without a word."""
    place = {
        "Latitude": doing.number("latitude", 22.5431),
        "Longitude": doing.number("longitude", 114.0579),
        "Precision": doing.number("precision", 30.0),
    }
    return Deed(happenings.event("LOCATION", **place), quiet=True)


def opt_in(doing: Doing) -> Deed:
    """Agree to one notice, or refuse it."""
    template_id = doing.text("template_id")
    accepted = doing.asked.get("accepted", True) is True
    if accepted:
        held = doing.follower.opt_ins
        held[template_id] = held.get(template_id, 0) + 1
    fields = happenings.opted(template_id, accepted=accepted)
    return Deed(fields, shown=("opt_in", {"accepted": accepted}), quiet=True)


def anything(doing: Doing) -> Deed:
    """Send fields as they are given: kinds that nobody knows."""
    return Deed(dict(doing.asked["fields"]), "message")


DEEDS: dict[str, Callable[[Doing], Deed]] = {
    "text": text,
    "voice": voice,
    "image": image,
    "video": video,
    "file": file,
    "location": location,
    "link": link,
    "tap": tap,
    "view": view,
    "follow": follow,
    "unfollow": unfollow,
    "scan": scan,
    "whereabouts": whereabouts,
    "opt-in": opt_in,
    "anything": anything,
}
NEEDS_NO_FOLLOWING = frozenset(("follow", "scan"))
