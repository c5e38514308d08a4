"""The shipped texts: short, with known fields, and no figure without its article."""

import pytest

from helpdesk.canned.editing import TEXT_LIMIT, TITLE_LIMIT
from helpdesk.canned.fields import FIELD
from helpdesk.canned.loading import FILE, read
from helpdesk.knowledge.figures import figures
from helpdesk.knowledge.files import ARTICLES, read_articles
from helpdesk.rules import rules
from helpdesk.tickets.handling import categories, skills

TEXTS = dict(read())
ENTRIES = {name: entry for part in rules(FILE).values() for name, entry in part.items()}
ARTICLE = {entry["key"]: entry for entry in read_articles(ARTICLES)}


def evidence(key):
    article = ARTICLE[key]
    lines = [*article["evidence"], article["source"], article["chat"]]
    return frozenset().union(*map(figures, lines))


class TestShippedTexts:
    def test_are_many_enough_and_each_has_a_name_of_its_own(self):
        titles = [text["title"] for text in TEXTS.values()]

        assert 30 <= len(titles) <= 60
        assert len(set(titles)) == len(titles)
        assert len(TEXTS) == sum(len(part) for part in rules(FILE).values())

    @pytest.mark.parametrize("name", TEXTS)
    def test_fit_and_are_for_tickets_that_there_are(self, name):
        text = TEXTS[name]

        assert len(text["title"]) <= TITLE_LIMIT
        assert len(text["text"]) <= min(300, TEXT_LIMIT)
        assert text["category"] is None or text["category"] in categories()
        assert text["skill"] is None or text["skill"] in skills()

    @pytest.mark.parametrize("name", TEXTS)
    def test_state_no_figure_that_no_article_backs(self, name):
        named = ENTRIES[name].get("figures", ())
        told = figures(FIELD.sub("", TEXTS[name]["text"]))

        backed = frozenset().union(*map(evidence, named))
        assert told - backed == set()

    @pytest.mark.parametrize(
        "category",
        ["report_unpaid_wages", "report_work_injury", "report_dismissal", "join_union"],
    )
    def test_greet_the_commonest_matters_in_their_own_words(self, category):
        assert any(text["category"] == category for text in TEXTS.values())
