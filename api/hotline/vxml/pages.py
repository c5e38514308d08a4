"""VoiceXML 2.1 documents: what is said, what is listened for, where it is sent.

A page keeps nothing but the name of the call and the number of its next event; every
outcome of it is one POST. Keys are an inline grammar: the builtin digits know no star.
"""

import json
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from api.hotline.expected import Expected
from api.hotline.schemas import CallAnswer
from language.speak import ssml

NAMESPACE = "http://www.w3.org/2001/vxml"
SENT = ("call", "seq", "kind", "caller", "texts", "sures", "keys")
HEARD = """
function texts_of(result) {
  var texts = [];
  for (var i = 0; i < result.length && i < 10; i++) texts.push(result[i].utterance);
  return texts.join('\\n');
}
function sures_of(result) {
  var sures = [];
  for (var i = 0; i < result.length && i < 10; i++) sures.push(result[i].confidence);
  return sures.join(' ');
}
"""
"""What a browser runs to write down all that may have been said."""

KEYS = "0123456789*"
BETWEEN_KEYS = "3000ms"
ALTERNATIVES = "5"


def entry(call: str, *, to: str) -> bytes:
    """Write the page that tells who calls."""
    page = _document(call, seq=0, kind="start", caller="session.connection.remote.uri")
    _submit(SubElement(SubElement(page, "form"), "block"), to)
    return _written(page)


def turn(
    answer: CallAnswer,
    *,
    call: str,
    seq: int,
    to: str,
    grammar: str,
    seats: str | None,
) -> bytes:
    """Write the page for an answer."""
    page = _document(call, seq=seq, kind="timeout")
    gone = SubElement(page, "catch", event="connection.disconnect.hangup")
    _report(gone, "hangup", to)
    form = SubElement(page, "form", id="turn")
    if answer.transfer is not None:
        _handed_over(form, answer, call=call, seats=seats, to=to)
    elif answer.hangup:
        block = SubElement(form, "block")
        _prompt(block, answer)
        SubElement(block, "disconnect")
    else:
        _listening(form, answer, grammar=grammar, to=to)
    return _written(page)


def goodbye() -> bytes:
    """Write the page after which nothing comes."""
    page = _empty()
    SubElement(SubElement(SubElement(page, "form"), "block"), "exit")
    return _written(page)


def _empty() -> Element:
    return Element("vxml", {"version": "2.1", "xmlns": NAMESPACE, "xml:lang": "zh-CN"})


def _document(call: str, *, seq: int, kind: str, caller: str = "''") -> Element:
    """Begin a page: what it sends, and how it writes down what it heard."""
    page = _empty()
    SubElement(page, "script").text = HEARD
    values = {
        "call": json.dumps(call),
        "seq": str(seq),
        "kind": f"'{kind}'",
        "caller": caller,
    }
    for name in SENT:
        SubElement(page, "var", name=name, expr=values.get(name, "''"))
    return page


def _listening(form: Element, answer: CallAnswer, *, grammar: str, to: str) -> None:
    """Say it and wait for speech or keys."""
    expected = Expected.of(answer)
    properties = {
        "inputmodes": "voice dtmf",
        "timeout": f"{expected.wait_ms}ms",
        "interdigittimeout": BETWEEN_KEYS,
        "termchar": expected.finish,
        "maxspeechtimeout": f"{expected.longest_s}s",
        "completetimeout": f"{expected.silence_ms}ms",
        "incompletetimeout": f"{expected.silence_ms}ms",
        "maxnbest": ALTERNATIVES,
        "confidencelevel": "0.0",  # how sure is sure enough, the hotline decides
    }
    field = SubElement(form, "field", name="said")
    for name, value in properties.items():
        SubElement(field, "property", name=name, value=value)
    _keys(field, expected.keys)
    SubElement(field, "grammar", src=grammar)
    _prompt(field, answer)
    _report(SubElement(field, "noinput"), "timeout", to)
    _report(SubElement(field, "nomatch"), "speech", to)
    _report(SubElement(field, "catch", event="maxspeechtimeout"), "speech", to)
    _filled(SubElement(field, "filled"), to)


def _filled(filled: Element, to: str) -> None:
    """Send what was keyed in, or all that may have been said."""
    by_keys = SubElement(filled, "if", cond="said$.inputmode == 'dtmf'")
    SubElement(by_keys, "assign", name="kind", expr="'dtmf'")
    SubElement(by_keys, "assign", name="keys", expr="said$.utterance")
    SubElement(by_keys, "else")
    SubElement(by_keys, "assign", name="kind", expr="'speech'")
    for name in ("texts", "sures"):
        told = f"{name}_of(application.lastresult$)"
        SubElement(by_keys, "assign", name=name, expr=told)
    _submit(filled, to)


def _keys(field: Element, most: int) -> None:
    """Write the grammar of so many keys; where one key is a choice, # is one too."""
    shape = {"version": "1.0", "mode": "dtmf", "root": "keys"}
    grammar = SubElement(field, "grammar", shape)
    rule = SubElement(grammar, "rule", id="keys", scope="public")
    item = SubElement(rule, "item", repeat=f"1-{most}")
    choices = SubElement(item, "one-of")
    for key in KEYS if most > 1 else f"{KEYS}#":
        SubElement(choices, "item").text = key


def _handed_over(
    form: Element, answer: CallAnswer, *, call: str, seats: str | None, to: str
) -> None:
    """Put the call through, or give it back; names go along, nothing that was said."""
    block = SubElement(form, "block")
    _prompt(block, answer)
    if seats is None:
        ticket = answer.transfer.ticket if answer.transfer else None
        SubElement(block, "var", name="wanted", expr="'transfer'")
        SubElement(block, "var", name="ticket", expr=json.dumps(ticket or ""))
        SubElement(block, "exit", namelist="wanted call ticket")
        return
    seat = SubElement(form, "transfer", name="seat", dest=seats, bridge="false")
    seat.set("aai", call)
    _report(SubElement(seat, "catch", event="error"), "timeout", to)


def _prompt(parent: Element, answer: CallAnswer) -> None:
    if not answer.say:
        return
    prompt = SubElement(parent, "prompt", bargein=str(answer.barge_in).lower())
    said = fromstring(ssml(answer.say))
    prompt.text = said.text
    prompt.extend(said)


def _report(parent: Element, kind: str, to: str) -> None:
    """Send an outcome that has no words."""
    SubElement(parent, "assign", name="kind", expr=f"'{kind}'")
    _submit(parent, to)


def _submit(parent: Element, to: str) -> None:
    SubElement(
        parent,
        "submit",
        {"next": to, "method": "post", "namelist": " ".join(SENT), "maxage": "0"},
    )


def _written(page: Element) -> bytes:
    written: bytes = tostring(page, encoding="utf-8", xml_declaration=True)
    return written
