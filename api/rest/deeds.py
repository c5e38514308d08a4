"""What can be done with a ticket: each a body of its own, told apart by ``kind``."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from helpdesk.casework import FollowUp
from helpdesk.models import Audience, Priority, TicketStatus

LONGEST = 2000

Words = Annotated[str, StringConstraints(max_length=LONGEST)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
Number = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
Category = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,47}$")]


class Deed(BaseModel):
    """Base of everything that can be done."""

    model_config = ConfigDict(extra="forbid")


class Claim(Deed):
    """Work on it, alone."""

    kind: Literal["claim"]


class Release(Deed):
    """Let it go."""

    kind: Literal["release"]


class Steal(Deed):
    """Take it from whoever works on it."""

    kind: Literal["steal"]
    why: Said


class Answer(Deed):
    """Answer the worker, by the channel they came through."""

    kind: Literal["answer"]
    words: Said


class Note(Deed):
    """Write down what the worker does not read."""

    kind: Literal["note"]
    words: Said
    audience: Literal[Audience.officers, Audience.leaders] = Audience.officers


class Ask(Deed):
    """Ask the worker for something; until it comes the clock stands still."""

    kind: Literal["ask_worker"]
    words: Said


class Assign(Deed):
    """派单: give it to an officer, or to nobody."""

    kind: Literal["assign"]
    officer: int | None = Field(ge=1, lt=2**31, description="null: nobody")
    why: Words = ""


class Move(Deed):
    """Move it one step."""

    kind: Literal["move"]
    to: TicketStatus
    words: Words = ""


class Reopen(Deed):
    """Take a settled matter up again."""

    kind: Literal["reopen"]
    words: Said


class Escalate(Deed):
    """升级: report it one step up."""

    kind: Literal["escalate"]
    why: Said


class Supervise(Deed):
    """督办: order haste."""

    kind: Literal["supervise"]
    words: Said
    due_on: date | None = None


class Merge(Deed):
    """Let another ticket go on for it."""

    kind: Literal["merge"]
    into: Number


class Split(Deed):
    """Make a ticket of its own of a part of it."""

    kind: Literal["split"]
    subject: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    category: Category
    priority: Priority | None = None


class Link(Deed):
    """Point at another ticket."""

    kind: Literal["link"]
    to: Number


class Call(Deed):
    """回访: what the worker said when they were called afterwards."""

    kind: Literal["follow_up"]
    result: FollowUp
    words: Words = ""


type AnyDeed = Annotated[
    Claim
    | Release
    | Steal
    | Answer
    | Note
    | Ask
    | Assign
    | Move
    | Reopen
    | Escalate
    | Supervise
    | Merge
    | Split
    | Link
    | Call,
    Field(discriminator="kind"),
]
