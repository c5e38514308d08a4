from language.features import features


class TestFeatures:
    def test_sounds_survive_a_wrong_character(self, read):
        right = set(features(read("加入工会"), channel="asr"))
        misheard = set(features(read("加入公会"), channel="asr"))

        assert "pgon.hui" in right & misheard
        assert "c工会" in right - misheard

    def test_ideas_come_alone_and_in_pairs(self, read):
        found = features(read("老板拖欠工资，怎么投诉"), channel="chat")

        assert {"knot_paid", "kcomplain_of", "kcomplain_of&not_paid"} <= {*found}

    def test_clauses_do_not_run_into_one_another(self, read):
        found = features(read("卡丢了，工资没发"), channel="chat")

        assert "c丢了工" not in found
        assert {"c了$", "c^工"} <= {*found}

    def test_tells_channel_length_and_question(self, read):
        found = features(read("会费扣多少？"), channel="asr")

        assert {"fchannelasr", "f?", "fasked"} <= {*found}

    def test_each_is_listed_once(self, read):
        found = features(read("工会工会工会"), channel="chat")

        assert len(found) == len(set(found))
