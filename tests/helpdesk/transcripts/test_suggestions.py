"""What a seat may read out."""

import time

from helpdesk.knowledge.service import knowledge
from helpdesk.transcripts.analysis import Analysis
from helpdesk.transcripts.suggestions import MOST, suggest


def about(*articles: str) -> Analysis:
    return Analysis(articles=articles)


class TestSuggest:
    async def test_gives_what_is_read_and_what_is_read_out(self, session):
        [first] = await suggest(session, about("ask_arbitration"))

        assert first.article == "ask_arbitration"
        assert all((first.title, first.chat, first.spoken, first.source))
        assert first.chat != first.spoken

    async def test_the_side_that_was_asked_about_comes_first(self, session):
        keys = [s.article for s in await suggest(session, about(*SIDES))]

        assert keys == list(SIDES)

    async def test_an_article_is_told_once(self, session):
        wanted = about("ask_arbitration.nothing", "ask_arbitration")

        assert len(await suggest(session, wanted)) == 1

    async def test_what_no_article_answers_is_left_out(self, session):
        assert await suggest(session, about("nothing", "nothing.cost")) == []

    async def test_nobody_reads_more_than_a_few(self, session):
        keys = sorted(TOPICS)

        assert len(await suggest(session, about(*keys))) == MOST

    async def test_comes_while_somebody_waits(self, session):
        await knowledge.warm(session)
        begun = time.process_time()

        for _ in range(20):
            await suggest(session, about(*sorted(TOPICS)))

        assert time.process_time() - begun < 2


SIDES = ("ask_arbitration.cost", "ask_arbitration")
TOPICS = {
    "ask_arbitration",
    "ask_legal_aid",
    "ask_wage_standard",
    "ask_heat_allowance",
    "ask_union_dues",
    "ask_mutual_aid",
}
