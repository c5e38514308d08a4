"""The hotline in TwiML's shape: a form in, XML out."""

from collections.abc import Mapping
from typing import Annotated
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Query, Request, Response

from api.hotline import posted
from api.hotline.door import let_in_signed
from api.hotline.expected import Expected
from api.hotline.schemas import CallAnswer, CallEvent
from api.services import Use

PATH = "/hotline/twiml"
OVER = frozenset({"completed", "failed", "busy", "no-answer", "canceled"})
QUEUE = "gonghui"
LANGUAGE = "zh-CN"

router = APIRouter()


@router.post(PATH)
async def take(
    request: Request,
    services: Use,
    seq: Annotated[int, Query(ge=0, lt=posted.LAST)] = 0,
) -> Response:
    """Take what happened in a call and say what comes next."""
    fields = await posted.fields(request)
    let_in_signed(services, request, fields)
    event = _event(dict(fields), seq)
    answer = await services.hotline.take(event)
    response = Element("Response")
    if event.event != "hangup":
        _answer(response, answer, seq=seq + 1, seats=services.settings.hotline_seats)
    written = tostring(response, encoding="utf-8", xml_declaration=True)
    return Response(written, media_type="text/xml")


def _event(told: Mapping[str, str], seq: int) -> CallEvent:
    said, keys = told.get("SpeechResult", ""), told.get("Digits", "")
    kind = "start" if seq == 0 else "timeout"
    if told.get("CallStatus") in OVER:
        kind, seq = "hangup", posted.LAST
    elif keys:
        kind = "dtmf"
    elif said:
        kind = "speech"
    return posted.event(
        call_id=told.get("CallSid"),
        seq=seq,
        event=kind,
        caller=posted.caller(told.get("From", "")),
        text=posted.cut(said) or None,
        confidence=posted.sure(told.get("Confidence")),
        digits=keys,
    )


def _answer(
    response: Element, answer: CallAnswer, *, seq: int, seats: str | None
) -> None:
    if answer.transfer is not None:
        _say(response, answer)
        _hand_over(response, seats)
    elif answer.hangup:
        _say(response, answer)
        SubElement(response, "Hangup")
    else:
        _listen(response, answer, seq=seq)


def _listen(response: Element, answer: CallAnswer, *, seq: int) -> None:
    """Gather; what must be heard to its end is said before."""
    expected = Expected.of(answer)
    if not answer.barge_in:
        _say(response, answer)
    gather = SubElement(
        response,
        "Gather",
        {
            "input": "dtmf speech",
            "language": LANGUAGE,
            "action": f"{PATH}?seq={seq}",
            "method": "POST",
            "numDigits": str(expected.keys),
            "finishOnKey": expected.finish,
            "timeout": str(expected.wait_s),
            "speechTimeout": str(expected.silence_s),
            "maxSpeechTime": str(expected.longest_s),
            "actionOnEmptyResult": "true",
        },
    )
    if answer.barge_in:
        _say(gather, answer)


def _say(parent: Element, answer: CallAnswer) -> None:
    if answer.say:
        SubElement(parent, "Say", language=LANGUAGE).text = answer.say


def _hand_over(response: Element, seats: str | None) -> None:
    """Put the call through; nothing that was said goes along."""
    if seats is None:
        SubElement(response, "Enqueue").text = QUEUE
        return
    scheme, _, number = seats.partition(":")
    dial = SubElement(response, "Dial")
    kind, target = ("Number", number) if scheme == "tel" else ("Sip", seats)
    SubElement(dial, kind).text = target
