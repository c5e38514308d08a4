import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from helpdesk.calculators import statutes as module
from helpdesk.calculators.statutes import (
    WHOLE,
    cite,
    cite_in_force,
    governing,
    statutes,
)

HELPDESK = Path(module.__file__).parents[1]
NAMES = sorted(statutes())


def written():
    """Give all code and rules that may cite a statute."""
    folders = (HELPDESK / "calculators", HELPDESK / "relief")
    files = (path for folder in folders for path in folder.iterdir())
    chosen = (p for p in files if p.suffix in {".py", ".yml"} and p.stem != "statutes")
    return "\n".join(path.read_text("utf-8") for path in chosen)


@pytest.mark.parametrize("name", NAMES)
class TestStatutes:
    def test_is_dated_and_graded(self, name):
        found = statutes()[name]

        assert date(1980, 1, 1) < found.in_force < date(2026, 12, 31)
        assert found.until is None or found.until > found.in_force
        assert found.confidence in {"A", "B", "C"}
        assert found.version

    def test_every_article_has_a_gist(self, name):
        for article, says in statutes()[name].articles.items():
            assert article == WHOLE or re.fullmatch(r"\d+", article)
            assert len(says) >= 8

    def test_is_cited_somewhere(self, name):
        assert name in written()

    def test_governs_from_its_day_to_its_end(self, name):
        found = statutes()[name]

        assert found.governs(found.in_force)
        assert not found.governs(found.in_force - timedelta(days=1))
        if found.until:
            assert not found.governs(found.until + timedelta(days=1))


class TestCite:
    def test_carries_title_article_and_day(self):
        (citation,) = cite("contract_law", "47")

        assert citation.statute == "劳动合同法"
        assert citation.article == "47"
        assert citation.in_force == date(2008, 1, 1)
        assert "十二年" in citation.says

    @pytest.mark.parametrize(
        ("name", "article"), [("tax_law", "1"), ("labour_law", "1")]
    )
    def test_nothing_that_is_not_held_can_be_cited(self, name, article):
        with pytest.raises(KeyError):
            cite(name, article)


class TestCiteInForce:
    def test_before_all_of_them_cites_nothing(self):
        candidates = {"conversion_2008": ("2",), "conversion_2025": ("2",)}

        assert cite_in_force(date(2000, 1, 1), candidates) == ()


class TestGoverning:
    def test_drops_what_came_later(self):
        citations = (*cite("contract_law", "46"), *cite("contract_rules", "27"))

        kept = governing(date(2008, 6, 1), citations)

        assert [citation.statute for citation in kept] == ["劳动合同法"]
