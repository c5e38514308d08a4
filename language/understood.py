"""What the model gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that a message names, with its place in the original text."""

    entity: str
    start: int
    end: int
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that a message asks for, and where."""

    intent: str
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Understood:
    """What the model made of a message; `intent` is its first request's."""

    intent: str
    confidence: float
    skill: str
    entities: tuple[Entity, ...]
    requests: tuple[Request, ...]
    ranking: tuple[tuple[str, float], ...]
    """The likeliest intents of the whole message, the likeliest first."""
    foreign: float = 0.0
    """How probable it is that nothing of this is ours."""
    cut: bool = False
    """Whether the message was longer than what is read."""
