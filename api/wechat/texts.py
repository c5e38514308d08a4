"""What the WeChat channel itself says; the words stand in texts.yml and scenes.yml."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from helpdesk.models import AttachmentKind

HERE = Path(__file__).parent


class Scene(BaseModel):
    """What a QR code of ours leads to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    greeting: str | None = None
    asks: str | None = None
    """What the bot is asked at once, as if the follower had typed it."""


class Scenes(BaseModel):
    """How who follows, or scans again, is greeted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    followed: str
    scanned: str
    scenes: Mapping[str, Scene]


class Texts(BaseModel):
    """One field for each text, so that a missing or surplus key stops the start."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tap_or_type: str
    text_missing: str
    text_too_long: str
    voice_unheard: str
    too_often: str
    failed: str
    kinds: Mapping[AttachmentKind, str]
    evidence_attached: str
    evidence_kept: str
    file_unreadable: str
    link_note: str
    link_added: str
    link_kept: str


def load_texts(path: Path = HERE / "texts.yml") -> Texts:
    """Read the texts from their file."""
    return Texts.model_validate(yaml.safe_load(path.read_text("utf-8")))


def load_scenes(path: Path = HERE / "scenes.yml") -> Scenes:
    """Read the scenes from their file."""
    return Scenes.model_validate(yaml.safe_load(path.read_text("utf-8")))
