import pytest

from api.chat import rate
from api.chat.rate import Allowance, RateLimit
from api.errors import TooManyMessages


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def limit(clock):
    return RateLimit(Allowance(burst=3, per_second=0.5), now=clock)


class TestTake:
    def test_lets_a_burst_through_and_then_refuses(self, limit):
        for _ in range(3):
            limit.take("a")

        with pytest.raises(TooManyMessages) as caught:
            limit.take("a")

        assert caught.value.seconds == 2

    def test_a_refused_message_costs_nothing(self, limit, clock):
        for _ in range(3):
            limit.take("a")
        for _ in range(10):
            with pytest.raises(TooManyMessages):
                limit.take("a")
        clock.now += 2

        limit.take("a")

        with pytest.raises(TooManyMessages):
            limit.take("a")

    def test_never_saves_up_more_than_a_burst(self, limit, clock):
        limit.take("a")
        clock.now += 3600
        for _ in range(3):
            limit.take("a")

        with pytest.raises(TooManyMessages):
            limit.take("a")

    def test_counts_senders_apart(self, limit):
        for sender in "aaabbb":
            limit.take(sender)

        with pytest.raises(TooManyMessages):
            limit.take("a")

    def test_forgets_the_sender_unheard_of_for_longest(self, limit, monkeypatch):
        monkeypatch.setattr(rate, "REMEMBERED", 2)
        for sender in "aaabc":
            limit.take(sender)

        limit.take("a")

        assert len(limit._buckets) == 2
