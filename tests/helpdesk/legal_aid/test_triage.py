import pytest

from helpdesk.errors import InvalidInput
from helpdesk.legal_aid import DisputeFacts, dispute_of, documents_for, triage
from helpdesk.models import Confidence, DisputeKind, Priority


class TestTriage:
    @pytest.mark.parametrize("dispute", DisputeKind)
    def test_every_dispute_has_steps_routes_and_a_source(self, dispute):
        found = triage(DisputeFacts(dispute))

        assert found.title
        assert found.steps
        assert found.routes
        assert found.source
        assert found.urgency is Priority.normal
        assert found.alerts == ()

    @pytest.mark.parametrize(
        ("days_left", "name", "urgency"),
        [
            (-1, "expired", Priority.high),
            (0, "hurry", Priority.urgent),
            (6, "hurry", Priority.urgent),
            (7, "soon", Priority.high),
            (29, "soon", Priority.high),
        ],
    )
    def test_time_that_runs_out_is_told_once(self, days_left, name, urgency):
        found = triage(DisputeFacts(DisputeKind.dismissal, days_left=days_left))

        assert [alert.name for alert in found.alerts] == [name]
        assert found.urgency is urgency

    def test_thirty_days_are_no_alarm(self):
        assert triage(DisputeFacts(DisputeKind.dismissal, days_left=30)).alerts == ()

    def test_less_than_seven_days_may_have_aid_first(self):
        (alert,) = triage(DisputeFacts(DisputeKind.injury, days_left=6)).alerts

        assert "6天" in alert.told
        assert (alert.source, alert.confidence) == ("法律援助法第44条", Confidence.A)

    @pytest.mark.parametrize(("people", "collective"), [(9, False), (10, True)])
    def test_ten_workers_may_send_representatives(self, people, collective):
        found = triage(DisputeFacts(DisputeKind.unpaid_wages, people=people))

        assert found.is_collective is collective

    def test_danger_comes_first(self):
        found = triage(
            DisputeFacts(
                DisputeKind.unpaid_wages, people=80, in_danger=True, days_left=3
            )
        )

        assert [alert.name for alert in found.alerts] == [
            "danger",
            "hurry",
            "collective",
        ]
        assert found.urgency is Priority.urgent
        assert "110" in found.alerts[0].told

    @pytest.mark.parametrize("people", [0, -3])
    def test_a_dispute_of_nobody_is_refused(self, people):
        with pytest.raises(InvalidInput):
            triage(DisputeFacts(DisputeKind.other, people=people))

    @pytest.mark.parametrize("dispute", DisputeKind)
    def test_no_days_of_review_are_promised(self, dispute):
        """How long the union's review takes in Shenzhen is not verified."""
        told = "".join(triage(DisputeFacts(dispute)).steps)

        assert "审查" not in told


class TestDocumentsFor:
    @pytest.mark.parametrize("dispute", DisputeKind)
    def test_every_document_says_why_and_by_what_rule(self, dispute):
        for each in documents_for(dispute, exempt=False):
            assert each.name
            assert each.why
            assert each.source
            assert each.year >= 2007

    def test_who_is_exempt_needs_no_proof_of_hardship(self):
        asked = {d.name for d in documents_for(DisputeKind.injury, exempt=False)}
        exempt = {d.name for d in documents_for(DisputeKind.injury, exempt=True)}

        assert asked - exempt == {"经济困难证明"}

    def test_an_injury_needs_what_the_regulation_lists(self):
        names = " ".join(d.name for d in documents_for(DisputeKind.injury, exempt=True))

        assert "工伤认定申请表" in names
        assert "劳动关系证明" in names
        assert "诊断证明" in names


class TestDisputeOf:
    @pytest.mark.parametrize(
        ("intent", "dispute"),
        [
            ("report_unpaid_wages", DisputeKind.unpaid_wages),
            ("report_work_injury", DisputeKind.injury),
            ("greet", DisputeKind.other),
            ("", DisputeKind.other),
        ],
    )
    def test_an_intent_names_its_dispute(self, intent, dispute):
        assert dispute_of(intent) is dispute
