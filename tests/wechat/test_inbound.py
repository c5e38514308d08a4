"""Every kind that WeChat documents."""

import pytest

from tests.wechat.conftest import MSG_ID, opt_ins
from wechat.inbound import (
    Clicked,
    File,
    Image,
    Link,
    Location,
    NoticeSent,
    OptInsChanged,
    Scanned,
    Subscribed,
    Text,
    Unknown,
    Unsubscribed,
    Video,
    Viewed,
    Voice,
    Whereabouts,
    read,
)


@pytest.fixture
def message(xml_of):
    """Read a message of this kind."""
    return lambda kind, **fields: read(xml_of(kind, **fields, MsgId=MSG_ID))


class TestMessages:
    def test_text(self, message, openid, account, now):
        read_ = message("text", Content=" 老板\n不发工资 ")

        assert isinstance(read_, Text)
        assert read_.content == " 老板\n不发工资 "
        assert read_.menu_id is None
        assert read_.key == read_.message_id == MSG_ID
        assert (read_.head.openid, read_.head.account) == (openid, account)
        assert read_.head.created == now

    def test_text_of_a_tapped_link(self, message):
        assert message("text", Content="满意", bizmsgmenuid="1").menu_id == "1"

    def test_empty_text(self, message):
        assert message("text", Content="").content == ""

    def test_voice_with_recognition(self, message):
        read_ = message(
            "voice", MediaId="m-1_x", Format="amr", Recognition="拖欠工资。"
        )

        assert isinstance(read_, Voice)
        assert (read_.media_id, read_.format) == ("m-1_x", "amr")
        assert read_.recognition == "拖欠工资。"

    @pytest.mark.parametrize("fields", [{}, {"Recognition": ""}, {"Recognition": " "}])
    def test_voice_without(self, message, fields):
        read_ = message("voice", MediaId="m", Format="Speex", **fields)

        assert read_.recognition is None
        assert read_.format == "speex"

    def test_image(self, message):
        read_ = message("image", MediaId="m", PicUrl="http://x.example/a&b")

        assert isinstance(read_, Image)
        assert (read_.media_id, read_.url) == ("m", "http://x.example/a&b")

    @pytest.mark.parametrize(
        ("kind", "short"), [("video", False), ("shortvideo", True)]
    )
    def test_video(self, message, kind, short):
        read_ = message(kind, MediaId="m", ThumbMediaId="t")

        assert isinstance(read_, Video)
        assert read_.short is short

    def test_file_as_wechat_describes_it(self, message):
        read_ = message("file", Title="合同.pdf", FileKey="k", FileTotalLen="20480")

        assert isinstance(read_, File)
        assert (read_.title, read_.size, read_.media_id) == ("合同.pdf", 20480, None)

    def test_file_that_can_be_fetched(self, message):
        assert message("file", Title="合同.pdf", MediaId="m").media_id == "m"

    def test_location(self, message):
        read_ = message(
            "location", Location_X="22.543096", Location_Y="-114.05", Label="福田区"
        )

        assert isinstance(read_, Location)
        assert (read_.latitude, read_.longitude) == (22.543096, -114.05)
        assert read_.label == "福田区"

    def test_link(self, message):
        read_ = message("link", Title="欠薪", Description="", Url="https://x.example")

        assert isinstance(read_, Link)
        assert (read_.title, read_.url) == ("欠薪", "https://x.example")

    def test_a_kind_of_tomorrow_is_unknown_with_its_sender(self, message, openid):
        read_ = message("hologram", MediaId="m")

        assert isinstance(read_, Unknown)
        assert read_.kind == "hologram"
        assert read_.head.openid == openid


class TestEvents:
    @pytest.mark.parametrize(
        ("key", "scene"),
        [
            ("qrscene_12", "12"),
            ("qrscene_工地-3", "工地-3"),
            ("", None),
            ("last_trade_no_400", None),
        ],
    )
    def test_subscribe(self, event, key, scene):
        read_ = event("subscribe", EventKey=key, Ticket="t")

        assert isinstance(read_, Subscribed)
        assert read_.scene == scene

    def test_subscribe_without_a_key(self, event):
        assert event("subscribe").scene is None

    def test_unsubscribe(self, event, openid):
        read_ = event("unsubscribe", EventKey="")

        assert isinstance(read_, Unsubscribed)
        assert read_.head.openid == openid

    def test_scan(self, event):
        assert event("SCAN", EventKey="12", Ticket="t").scene == "12"
        assert isinstance(event("SCAN", EventKey="12"), Scanned)

    def test_click(self, event):
        read_ = event("CLICK", EventKey="我的工单")

        assert isinstance(read_, Clicked)
        assert read_.key_ == "我的工单"

    def test_view(self, event):
        read_ = event("VIEW", EventKey="https://x.example/?a=1&b=2", MenuId="4")

        assert isinstance(read_, Viewed)
        assert read_.url == "https://x.example/?a=1&b=2"

    def test_whereabouts(self, event):
        read_ = event("LOCATION", Latitude="22.5", Longitude="114", Precision="65.0")

        assert isinstance(read_, Whereabouts)
        assert (read_.latitude, read_.longitude) == (22.5, 114.0)

    @pytest.mark.parametrize(
        ("status", "ok", "why"),
        [
            ("success", True, ""),
            ("failed:user block", False, "user block"),
            ("failed: system failed", False, "system failed"),
            ("failed:system failed", False, "system failed"),
            ("Failed: User Block", False, "user block"),
            ("failed", False, "failed"),
            ("something new", False, "something new"),
        ],
    )
    def test_template_result(self, event, status, ok, why):
        read_ = event("TEMPLATESENDJOBFINISH", MsgID="200163836", Status=status)

        assert isinstance(read_, NoticeSent)
        assert (read_.provider_id, read_.ok, read_.why) == ("200163836", ok, why)

    def test_two_template_results_of_one_second_are_two(self, event):
        first = event("TEMPLATESENDJOBFINISH", MsgID="1", Status="success")
        second = event("TEMPLATESENDJOBFINISH", MsgID="2", Status="success")

        assert first.key != second.key

    @pytest.mark.parametrize(
        ("code", "status", "ok", "why"),
        [("0", "success", True, ""), ("43101", "user refuse", False, "user refuse")],
    )
    def test_subscription_result(self, event, code, status, ok, why):
        read_ = event(
            "subscribe_msg_sent_event",
            "<SubscribeMsgSentEvent><List><TemplateId>t1</TemplateId>"
            f"<MsgID>17008</MsgID><ErrorCode>{code}</ErrorCode>"
            f"<ErrorStatus>{status}</ErrorStatus></List></SubscribeMsgSentEvent>",
        )

        assert isinstance(read_, NoticeSent)
        assert (read_.provider_id, read_.ok, read_.why) == ("17008", ok, why)

    @pytest.mark.parametrize(
        "answers",
        [
            [("t1", "accept")],
            [("t1", "accept"), ("t2", "reject")],
            [("t1", "reject"), ("t2", "accept"), ("t3", "accept")],
        ],
    )
    def test_opt_ins(self, event, answers):
        read_ = event("subscribe_msg_popup_event", opt_ins("Popup", answers))

        assert isinstance(read_, OptInsChanged)
        assert read_.changes == tuple((t, answer == "accept") for t, answer in answers)

    def test_switching_on_again_allows_no_notice(self, event):
        changed = opt_ins("Change", [("t1", "reject"), ("t2", "accept")])

        read_ = event("subscribe_msg_change_event", changed)

        assert read_.changes == (("t1", False),)

    def test_an_event_of_tomorrow_is_unknown_with_its_sender(self, event, openid):
        read_ = event("mind_read", EventKey="x")

        assert isinstance(read_, Unknown)
        assert read_.kind == "event mind_read"
        assert read_.head.openid == openid

    def test_events_of_one_second_have_keys_of_their_own(self, event):
        told = [
            event("CLICK", EventKey="a"),
            event("CLICK", EventKey="b"),
            event("VIEW", EventKey="a"),
            event("SCAN", EventKey="a"),
            event("subscribe"),
            event("unsubscribe"),
        ]

        assert len({one.key for one in told}) == len(told)

    def test_an_event_delivered_again_has_the_same_key(self, event):
        assert event("CLICK", EventKey="a").key == event("CLICK", EventKey="a").key
