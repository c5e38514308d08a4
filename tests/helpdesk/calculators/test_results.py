from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal

import pytest

from helpdesk.calculators import Ground, Leaving, cited_as, severance
from helpdesk.calculators.statutes import WHOLE, cite


class TestCitedAs:
    def test_names_article_and_day(self):
        (citation,) = cite("arbitration_law", "27")

        assert cited_as(citation) == "劳动争议调解仲裁法第27条（2008年5月1日起施行）"

    def test_a_notice_has_no_article(self):
        (citation,) = cite("heat_pay_2021", WHOLE)

        assert "第" not in cited_as(citation)
        assert "2021年6月1日起施行" in cited_as(citation)


class TestReckoning:
    def test_is_a_value(self):
        leaving = Leaving(
            ground=Ground.resignation,
            joined_on=date(2020, 1, 1),
            left_on=date(2021, 1, 1),
            wage=Decimal(5000),
        )

        assert severance(leaving) == severance(leaving)

    def test_can_not_be_changed(self):
        (citation,) = cite("arbitration_law", "27")

        with pytest.raises(FrozenInstanceError):
            citation.article = "28"
