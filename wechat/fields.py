"""Reads XML from outside: no DTD, no entities, every field checked for its form."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

from wechat.errors import BadXml

NAME = re.compile(r"[A-Za-z0-9_@.-]{1,64}")
NUMBER = re.compile(r"[0-9]{1,20}")
MOMENT = re.compile(r"[0-9]{10}")
TOKEN = re.compile(r"[\x21-\x7e]{1,1024}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,20})?")
_ENCODING = re.compile(r"""\ufeff?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)""")


class Fields:
    """The children of one element; asking for what is not there is an error."""

    def __init__(self, element: Element) -> None:
        self._element = element

    def optional(self, name: str) -> str | None:
        """Return a field's text, or nothing when it is missing."""
        found = self._element.findall(name)
        if not found:
            return None
        if len(found) > 1 or len(found[0]):
            raise BadXml(f"{name} is not one text")
        return found[0].text or ""

    def text(self, name: str) -> str:
        """Return a field's text, which may be empty."""
        value = self.optional(name)
        if value is None:
            raise BadXml(f"{name} is missing")
        return value

    def one(self, name: str, form: re.Pattern[str]) -> str:
        """Return a field's text, which has this form."""
        value = self.text(name).strip()
        if not form.fullmatch(value):
            raise BadXml(f"{name} is malformed")
        return value

    def degrees(self, name: str, *, most: int) -> float:
        """Return a coordinate."""
        value = float(self.one(name, _DEGREES))
        if abs(value) > most:
            raise BadXml(f"{name} is not on this earth")
        return value

    def listed(self, name: str) -> Iterator["Fields"]:
        """Walk the entries of a list; WeChat writes List once for each of them."""
        for holder in self._element.findall(name):
            for entry in holder.findall("List"):
                yield Fields(entry)


def parse(text: str) -> Fields:
    """Read the fields of a body."""
    declared = _ENCODING.match(text)
    if declared and declared[1].lower() not in ("utf-8", "utf8"):
        raise BadXml("the encoding is not UTF-8")
    try:
        root = ElementTree.fromstring(text, forbid_dtd=True)
    except (ParseError, ValueError):  # defusedxml's refusals are ValueErrors
        raise BadXml("the body is not well-formed, or has a DTD") from None
    if root.tag != "xml":
        raise BadXml("the body is no message")
    return Fields(root)
