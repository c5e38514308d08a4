import pytest

from gonghui.evaluation import Figures, Judged, Speed, figures_of
from language import Entity, Request, Understood
from language.cases import Case, Expected

WAGES, SITE, CARD = "report_unpaid_wages", "find_legal_site", "report_card_problem"


def answer(
    *intents: str, sure: float = 0.9, foreign: float = 0.0, entities=()
) -> Understood:
    return Understood(
        intent=intents[0],
        confidence=sure,
        skill="",
        entities=tuple(
            Entity(kind, 0, 2, text, value) for kind, text, value in entities
        ),
        requests=tuple(Request(intent, sure, 0, 1) for intent in intents),
        ranking=((intents[0], sure),),
        foreign=foreign,
    )


DISTRICT = Expected("district", "宝安", "宝安")
ANSWERS = (
    (Case("工资没发", (WAGES,)), answer(WAGES)),
    (Case("在宝安欠薪", (WAGES,), entities=(DISTRICT,)), answer(SITE)),
    (Case("公资没发", (WAGES,), "asr"), answer(CARD, sure=0.6)),
    (Case("卡丢了", (CARD,)), answer("out_of_scope", foreign=0.7)),
    (Case("<b>天气</b>", ("out_of_scope",)), answer(CARD, sure=0.4, foreign=0.1)),
    (Case("卡丢了 欠薪", (CARD, WAGES)), answer(CARD)),
    (Case("欠薪 卡丢了", (WAGES, CARD)), answer(WAGES, CARD)),
)


@pytest.fixture(scope="session")
def judged() -> Judged:
    return Judged(ANSWERS, Speed(milliseconds=1.5, per_second=2000))


@pytest.fixture(scope="session")
def figures(judged, catalogue) -> Figures:
    return figures_of(judged, catalogue=catalogue, bar=0.5)
