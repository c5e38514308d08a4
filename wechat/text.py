"""Texts on their way to a follower: safe in XML, short enough, nothing torn apart."""

import re
from collections.abc import Iterator
from itertools import accumulate

LIMIT = 1800
"""Bytes: 600 Chinese characters. WeChat shows nothing at all of more than 2,048."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write."""

_NEWLINE = re.compile("\r\n?")
_ANCHOR = re.compile(r"<(?=\s*/?\s*a(?![a-z]))", re.IGNORECASE)
_NO_ADDRESS = re.compile('[&<>"#%\\s]+')

_TIE = (
    "[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f"  # accents, key caps, variants
    "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"  # skin colours, flags of regions
)
"""What belongs to the character before it."""

_WHOLE = re.compile(
    r"<a\s[^>]*>[^<]*</a>"  # a link with its title
    r"|[a-z]+://[\x21-\x7e]+"  # a bare address
    rf"|[0-9０-９]+(?:[-.,:/~ ][0-9０-９]+)*[%％]?{_TIE}*"  # an amount, a day, a phone
    rf"|[A-Za-z][\w@.+-]*{_TIE}*"  # a word in Latin letters
    "|[\U0001f1e6-\U0001f1ff]{2}"  # a flag is two letters
    f"|.{_TIE}*(?:\u200d.{_TIE}*)*",  # a family is several faces joined
    re.DOTALL | re.ASCII,
)
_ENDINGS = (" \t，、,：:", "。！？；!?;…", "\n")
"""After which characters a text may be cut: in need, gladly, best of all."""

_CLOSING = "”’」』）)】》\"'"


def clean(text: str) -> str:
    r"""Drop what XML can not carry.

    >>> clean("您好\x07\r\n请说")
    '您好\n请说'
    """
    return _UNWRITABLE.sub("", _NEWLINE.sub("\n", text))


def cdata(text: str) -> str:
    """Wrap a text so that nothing in it ends the wrapping.

    >>> cdata("a]]>b")
    '<![CDATA[a]]]]><![CDATA[>b]]>'
    """
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def harmless(text: str) -> str:
    """Keep what people wrote from becoming a link: WeChat shows ``<a href>`` as one.

    Every other angle bracket is shown as it is, and stays.

    >>> harmless('3<5 <a href="https://x.example">领补贴</a>')
    '3<5 ＜a href="https://x.example">领补贴＜/a>'
    """
    return _ANCHOR.sub("＜", text)


def tap_link(title: str, words: str) -> str:
    """Write a link that says ``words`` for who taps it.

    >>> tap_link("满意", "满意")
    '<a href="weixin://bizmsgmenu?msgmenucontent=满意&msgmenuid=1">满意</a>'
    """
    said = _NO_ADDRESS.sub("", clean(words))
    shown = clean(title).replace("<", "＜")
    address = f"weixin://bizmsgmenu?msgmenucontent={said}&msgmenuid=1"
    return f'<a href="{address}">{shown}</a>'


def split(text: str, *, limit: int = LIMIT) -> list[str]:
    """Cut a text into messages of at most so many bytes, at the ends of sentences.

    Joined, the parts are the text; only parts of nothing but space are left out.

    >>> split("先交材料。再等通知。", limit=18)
    ['先交材料。', '再等通知。']
    """
    pieces = list(_pieces(clean(text), limit=limit))
    parts: list[str] = []
    while pieces:
        count = _fitting(pieces, limit=limit)
        parts.append("".join(pieces[:count]))
        del pieces[:count]
    return [part for part in parts if part.strip()]


def _pieces(text: str, *, limit: int) -> Iterator[str]:
    """Walk what must stay together, or its characters where that is too long."""
    for found in _WHOLE.finditer(text):
        if _size(found[0]) <= limit:
            yield found[0]
        else:
            yield from found[0]


def _fitting(pieces: list[str], *, limit: int) -> int:
    """Count the pieces that go into the next message.

    A cut in the first half would make more messages of it than WeChat allows.
    """
    sizes = list(accumulate(_size(piece) for piece in pieces))
    fit = sum(size <= limit for size in sizes)
    if fit == len(pieces):
        return fit
    late = [count for count in range(1, fit + 1) if sizes[count - 1] > limit // 2]
    return max(late, key=lambda count: (_ease(pieces, count), count), default=fit)


def _ease(pieces: list[str], count: int) -> int:
    """Tell how well a text may be cut after so many pieces."""
    if pieces[count] in _CLOSING:
        return 0
    last = count - 1
    while last and pieces[last] in _CLOSING:
        last -= 1
    for ease, endings in enumerate(_ENDINGS, 1):
        if pieces[last][-1] in endings:
            return ease
    return 0


def _size(text: str) -> int:
    return len(text.encode())
