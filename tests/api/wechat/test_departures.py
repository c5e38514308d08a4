from api.wechat.departures import REMEMBERED, Departures


class TestDepartures:
    def test_covers_what_was_sent_before(self):
        departures = Departures()
        departures.note("oDEMO1", created=1000)

        assert departures.covers("oDEMO1", created=999)
        assert departures.covers("oDEMO1", created=1000)

    def test_covers_nothing_that_came_later_or_from_others(self):
        departures = Departures()
        departures.note("oDEMO1", created=1000)

        assert not departures.covers("oDEMO1", created=1001)
        assert not departures.covers("oDEMO2", created=999)

    def test_forgets(self):
        seconds = [0.0]
        departures = Departures(lambda: seconds[0])
        departures.note("oDEMO1", created=1000)
        seconds[0] = REMEMBERED + 1

        assert not departures.covers("oDEMO1", created=999)
        assert departures._left == {}
