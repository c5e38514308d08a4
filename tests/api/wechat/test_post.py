from datetime import timedelta

import pytest

from api.wechat.post import Post
from helpdesk import clock
from wechat.kinds import Head, Text


def post_of(*, written_ago):
    written = int((clock.now() - timedelta(seconds=written_ago)).timestamp())
    said = Text(Head("o-1", "gh-1", written), "1", "你好")
    return Post(said, opened=None, by=0.0)


class TestComesAgain:
    @pytest.mark.parametrize(("ago", "again"), [(0, True), (5, True), (10, False)])
    def test_two_deliveries_of_three_do(self, ago, again):
        assert post_of(written_ago=ago).comes_again is again

    def test_goes_by_when_it_came_and_not_by_how_long_it_was_tried(self, monkeypatch):
        post, later = post_of(written_ago=5), clock.now() + timedelta(seconds=5)
        monkeypatch.setattr(clock, "now", lambda: later)

        assert post.comes_again
