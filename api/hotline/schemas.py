"""The wire format of the hotline, field by field."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.gateway.sanitise import harmless

LONGEST = 500
"""Characters that a recogniser makes of one turn: two minutes of speech."""

CALL_ID = r"^[\x21-\x7e]{1,128}$"

Text = Annotated[str, StringConstraints(max_length=LONGEST)]
Sure = Annotated[float, Field(ge=0, le=1)]


class Alternative(BaseModel):
    """One of the texts that may have been said."""

    text: Text
    confidence: Sure = 0.5


class CallEvent(BaseModel):
    """What happened in a call."""

    model_config = ConfigDict(hide_input_in_errors=True)

    call_id: Annotated[str, StringConstraints(pattern=CALL_ID)]
    seq: Annotated[int, Field(ge=0, le=2**31 - 1)]
    event: Literal["start", "speech", "dtmf", "timeout", "hangup"]
    caller: Annotated[str, StringConstraints(max_length=32)] | None = None
    text: Text | None = None
    confidence: Sure | None = None
    nbest: Annotated[list[Alternative], Field(max_length=10)] = []
    digits: Annotated[str, StringConstraints(pattern=r"^[0-9*#]{0,32}$")] = ""

    @property
    def heard(self) -> list[tuple[str, float]]:
        """What may have been said, the recogniser's favourite first."""
        alternatives = [(one.text, one.confidence) for one in self.nbest]
        if self.text is not None and self.text not in (t for t, _ in alternatives):
            sure = 1.0 if self.confidence is None else self.confidence
            alternatives.insert(0, (self.text, sure))
        said = ((harmless(text), sure) for text, sure in alternatives)
        return [(text, sure) for text, sure in said if text]

    @property
    def said(self) -> str | None:
        """What is kept of it: words, or keys."""
        return self.heard[0][0] if self.heard else self.digits or None


class Transfer(BaseModel):
    """What a seat sees when the call comes to it."""

    summary: str
    matter: str | None = None
    ticket: str | None = None
    level: int = 0


class CallAnswer(BaseModel):
    """What the platform does next."""

    say: str
    prompt_id: str
    expect: dict[str, Any]
    barge_in: bool
    transfer: Transfer | None = None
    hangup: bool = False
    slow: bool = False
    """Whether the caller asked to be spoken to slowly; a voice has a rate for that."""
