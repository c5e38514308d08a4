"""What an answer must be, whatever was written: nothing of it acts."""

import csv
import io
import re

import httpx
from lxml import html
from openpyxl import load_workbook

from tests.attacks.payloads import MARK

ACTING = ("href", "src", "action", "formaction", "srcdoc", "data", "hx-get", "hx-post")
FOREIGN = frozenset({"style", "base", "object", "embed", "iframe"})
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def faults(answer: httpx.Response) -> list[str]:
    """Say what of a payload acts in an answer."""
    kind = answer.headers.get("content-type", "")
    found = list(_of_headers(answer))
    if answer.status_code >= 500:
        found.append(f"status {answer.status_code}")
    if kind.startswith("text/html") and answer.text.strip():
        found += _of_page(answer.text)
    elif kind.startswith("text/csv"):
        found += _of_csv(answer.content.decode("utf-8-sig"))
    elif "spreadsheetml" in kind:
        found += of_workbook(answer.content)
    return found


def _of_headers(answer):
    if answer.headers.get("x-content-type-options") != "nosniff":
        yield "may be taken for another kind"
    for name, value in answer.headers.items():
        if "injected" in name or re.search(r"[\r\n\0]", value):
            yield f"header {name}"
        if name == "set-cookie" and MARK in value:
            yield "a cookie"
        if name == "location" and not value.startswith(("/console", "/api/v1")):
            yield f"leads to {value}"
        if name == "content-disposition" and not re.fullmatch(
            r'(inline|attachment)(; filename\*?="?[A-Za-z0-9._%\'-]+"?)*', value
        ):
            yield f"file name {value}"


def _of_page(text: str):
    """Look through a page for elements and attributes that a payload made."""
    if f"49{MARK}" in text:
        yield "a template was worked out"
    for element in html.document_fromstring(text).iter("*"):
        yield from _of_element(element)
        for name, value in element.items():
            yield from _of_attribute(name, value)


def _of_element(element):
    if MARK in element.tag or element.tag in FOREIGN:
        yield f"element {element.tag}"
    ours = element.get("src", "").startswith("/console/assets/")
    if element.tag == "script" and not ours:
        yield "script of its own"


def _of_attribute(name, value):
    plain = re.sub(r"[\s\0]", "", value).lower()
    if name.startswith(("on", "hx-on")) or MARK in name:
        yield f"attribute {name}"
    elif name in ACTING and (
        plain == "x" or plain.startswith(("javascript:", "data:"))
    ):
        yield f"{name} {value}"


def _of_csv(text: str):
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            if MARK in cell and cell.startswith(STARTS):
                yield f"formula {cell[:20]!r}"


def of_workbook(content: bytes) -> list[str]:
    """Look through a workbook for cells that Excel would work out."""
    book = load_workbook(io.BytesIO(content))
    return [
        f"formula {cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or (MARK in str(cell.value) and cell.hyperlink)
    ]
