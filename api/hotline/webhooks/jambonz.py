"""The hotline for jambonz: JSON in, an array of verbs out."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.hotline import posted
from api.hotline.door import let_in
from api.hotline.expected import Expected
from api.hotline.schemas import CallAnswer, CallEvent
from api.services import Use
from language.speak import ssml

PATH = "/hotline/jambonz"
OVER = frozenset({"completed", "failed", "busy", "no-answer"})
QUEUE = "gonghui"
Verbs = list[dict[str, Any]]

router = APIRouter()


class Guess(BaseModel):
    """One of the texts that may have been said."""

    transcript: str = ""
    confidence: float | None = None


class Speech(BaseModel):
    """What the recogniser wrote down."""

    alternatives: Annotated[list[Guess], Field(max_length=100)] = []


class Told(BaseModel):
    """What jambonz posts, as far as a call is concerned."""

    model_config = ConfigDict(hide_input_in_errors=True)

    call_sid: str
    sender: Annotated[str, Field(alias="from")] = ""
    call_status: str = ""
    speech: Speech | None = None
    digits: str = ""


@router.post(PATH)
async def take(
    told: Annotated[Told, Body()],
    request: Request,
    services: Use,
    seq: Annotated[int, Query(ge=0, lt=posted.LAST)] = 0,
) -> Verbs:
    """Take what happened in a call and say what comes next."""
    let_in(services, request)
    answer = await services.hotline.take(_event(told, seq))
    if told.call_status in OVER:
        return []
    return _verbs(answer, seq=seq + 1, seats=services.settings.hotline_seats)


def _event(told: Told, seq: int) -> CallEvent:
    guesses = told.speech.alternatives if told.speech else []
    kind = "start" if seq == 0 else "timeout"
    if told.call_status in OVER:
        kind, seq = "hangup", posted.LAST
    elif told.digits:
        kind = "dtmf"
    elif guesses:
        kind = "speech"
    return posted.event(
        call_id=told.call_sid,
        seq=seq,
        event=kind,
        caller=posted.caller(told.sender),
        nbest=posted.heard((one.transcript, one.confidence) for one in guesses),
        digits=told.digits,
    )


def _verbs(answer: CallAnswer, *, seq: int, seats: str | None) -> Verbs:
    if answer.transfer is not None:
        return [*_said(answer), _handed_over(seats)]
    if answer.hangup:
        return [*_said(answer), {"verb": "hangup"}]
    expected = Expected.of(answer)
    return [
        {
            "verb": "gather",
            "input": ["digits", "speech"],
            "actionHook": f"{PATH}?seq={seq}",
            "bargein": answer.barge_in,
            "dtmfBargein": answer.barge_in,
            "listenDuringPrompt": answer.barge_in,
            "minDigits": 1,
            "maxDigits": expected.keys,
            "timeout": expected.wait_s,
            "interDigitTimeout": 3,
            "recognizer": {
                "vendor": "default",
                "language": "zh-CN",
                "asrTimeout": expected.silence_ms / 1000,
            },
            **({"finishOnKey": expected.finish} if expected.finish else {}),
            **({"say": {"text": ssml(answer.say)}} if answer.say else {}),
        }
    ]


def _said(answer: CallAnswer) -> Verbs:
    return [{"verb": "say", "text": ssml(answer.say)}] if answer.say else []


def _handed_over(seats: str | None) -> dict[str, Any]:
    """Put the call through; nothing that was said goes along."""
    if seats is None:
        return {"verb": "enqueue", "name": QUEUE}
    scheme, _, number = seats.partition(":")
    target = (
        {"type": "phone", "number": number}
        if scheme == "tel"
        else {"type": "sip", "sipUri": seats}
    )
    return {"verb": "dial", "target": [target]}
