import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from gonghui.evaluation import Judged, Speed, figures_of, svg
from gonghui.evaluation.page import page

LEARNING = {
    "points": [
        {"share": 0.5, "examples": 10, "accuracy": 0.8},
        {"share": 1.0, "examples": 20, "accuracy": 0.9},
    ],
    "gains": [{"intent": "greet", "half": 0.5, "all": 1.0}],
}


@pytest.fixture(scope="module")
def written(figures) -> str:
    return page({"toy": figures, "again": figures}, title="Toy", learning=LEARNING)


class Outside(HTMLParser):
    """Collects what a page would fetch."""

    def __init__(self):
        super().__init__()
        self.links = []

    def handle_starttag(self, tag, attrs):
        found = (v for name, v in attrs if name in ("src", "href", "srcset", "data"))
        self.links += (link for link in found if not link.startswith("#"))


class TestPage:
    def test_needs_nothing_else(self, written):
        outside = Outside()
        outside.feed(written)

        assert outside.links == []
        assert "@import" not in written
        assert "url(" not in written
        assert "<script" not in written

    def test_shows_sentences_as_text(self, written):
        assert "&lt;b&gt;天气&lt;/b&gt;" in written
        assert "<b>天气" not in written

    def test_shows_every_plot(self, written):
        labels = re.findall(r'<svg[^>]*aria-label="([^"]+)"', written)

        assert len([label for label in labels if label.startswith("Accuracy by")]) == 7
        assert {
            "Wrongly accepted and wrongly refused messages by bar",
            "Confidence against the share that is right",
            "Skills meant against skills understood",
            "F1 by kind of entity",
            "Accuracy by share of the examples",
        } <= set(labels)

    def test_plots_are_sound_xml(self, written):
        for picture in re.findall(r"<svg.*?</svg>", written, re.DOTALL):
            ElementTree.fromstring(picture)  # noqa: S314 - our own

    def test_of_nothing_is_no_error(self, catalogue):
        nothing = figures_of(Judged((), Speed(0, 0)), catalogue=catalogue, bar=0.5)

        assert "nothing" in page({"nothing": nothing}, title="Toy")

    def test_of_several_requests_alone_has_no_gate(self, judged, catalogue):
        several = tuple(pair for pair in judged.answers if len(pair[0].requests) > 1)
        figures = figures_of(
            Judged(several, judged.speed), catalogue=catalogue, bar=0.5
        )

        written = page({"several": figures}, title="Toy")

        assert "all requests found" in written
        assert "<svg" not in written


class TestSvg:
    def test_escapes_words(self):
        drawn = svg.bars({"<a>": [(0.5, '"b"')]}, label='"c"')

        assert "&lt;a&gt;" in drawn
        assert 'aria-label="&#34;c&#34;"' in drawn

    def test_leaves_out_what_is_above_the_frame(self):
        line = {"line": [(0.0, 0.01), (0.5, 0.02), (1.0, 0.9)]}

        drawn = svg.curves(line, label="", across="x", mark=("bar", 0.9), least=0.03)

        [points] = re.findall(r'points="([^"]+)"', drawn)
        assert len(points.split()) == 2
