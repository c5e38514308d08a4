"""A reply parses, whatever it says, and goes back to who wrote."""

from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message

from wechat.fields import parse
from wechat.kinds import Head
from wechat.replies import text_reply
from wechat.text import clean

HEAD = Head(account="gh_demo", openid="oDEMO-1", created=1_764_000_000)


class TestTextReply:
    def test_sender_and_receiver_change_places(self):
        fields = parse(text_reply(HEAD, "您好", created=1_764_000_002))

        assert fields.text("ToUserName") == "oDEMO-1"
        assert fields.text("FromUserName") == "gh_demo"
        assert fields.text("CreateTime") == "1764000002"
        assert fields.text("MsgType") == "text"
        assert fields.text("Content") == "您好"

    @given(content=st.text(st.characters(exclude_categories=[]), max_size=3000))
    def test_every_content_arrives(self, content):
        reply = text_reply(HEAD, content, created=1)

        assert parse(reply).text("Content") == clean(content)

    def test_wechatpy_reads_it(self):
        reply = text_reply(HEAD, "a]]><x>b\x07👍", created=1)

        assert parse_message(reply).content == "a]]><x>b👍"
