"""Every kind that WeChat documents, and bodies that WeChat would never write."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message

from wechat.errors import BadXml, Rejected
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

MSG_ID = "23456789012345678"


@pytest.fixture
def message(xml_of):
    """Read a message of this kind."""
    return lambda kind, **fields: read(xml_of(kind, **fields, MsgId=MSG_ID))


@pytest.fixture
def event(xml_of):
    """Read an event."""
    return lambda name, inside="", **fields: read(
        xml_of("event", inside, Event=name, **fields)
    )


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


def opt_ins(name, answers):
    entries = "".join(
        f"<List><TemplateId><![CDATA[{template}]]></TemplateId>"
        f"<SubscribeStatusString><![CDATA[{answer}]]></SubscribeStatusString>"
        "<PopupScene>1</PopupScene></List>"
        for template, answer in answers
    )
    return f"<SubscribeMsg{name}Event>{entries}</SubscribeMsg{name}Event>"


class TestRead:
    @pytest.mark.parametrize(
        "missing",
        ["ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "Content"],
    )
    def test_refuses_a_text_without(self, missing):
        with pytest.raises(BadXml, match=missing):
            read(SEED.replace(f"{missing}>", "Else>"))

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (">23456789012345678<", ">abc<"),
            (">23456789012345678<", ">-1<"),
            (">23456789012345678<", ">１２３<"),
            (">23456789012345678<", f">{'9' * 21}<"),
            (">23456789012345678<", "><b>1</b><"),
            (">23456789012345678<", ">1</MsgId><MsgId>2<"),
            (">1764000000<", ">1e9<"),
            (">1764000000<", "><"),
            (">1764000000<", f">{'9' * 400}<"),
            ("oDEMO-1", "o" * 65),
            ("oDEMO-1", "o 1"),
            ("oDEMO-1", "工会"),
            ("oDEMO-1", "]]>&lt;x<![CDATA["),
            ("[text]", "[te xt]"),
            ("[text]", f"[{'t' * 65}]"),
            ("<xml>", "<?xml version='1.0' encoding='utf-16'?><xml>"),
            ("<xml>", "<!DOCTYPE xml><xml>"),
            ("<xml>", "<xml>\x00"),
            ("<xml>", "<xml>&undefined;"),
            ("</xml>", ""),
            ("</xml>", "</xml>more"),
            ("xml>", "html>"),
        ],
    )
    def test_refuses_a_damaged_text(self, old, new):
        assert old in SEED

        with pytest.raises(BadXml):
            read(SEED.replace(old, new))

    @pytest.mark.parametrize(
        "value",
        ["", "nan", "inf", "-inf", "1e2", "1_0", " ", "2２", "91", "-90.1", "9" * 400],
    )
    @pytest.mark.parametrize("kind", ["location", "event"])
    def test_refuses_a_place_that_is_none(self, xml_of, kind, value):
        names = ("Location_X", "Location_Y"), ("Latitude", "Longitude")
        x, y = names[kind == "event"]
        fields = {x: value, y: "114", "Event": "LOCATION", "MsgId": MSG_ID}

        with pytest.raises(BadXml):
            read(xml_of(kind, **fields))

    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("CLICK", {}),
            ("CLICK", {"EventKey": ""}),
            ("CLICK", {"EventKey": "x" * 129}),
            ("CLICK", {"EventKey": "a\nb"}),
            ("SCAN", {"EventKey": "x" * 65}),
            ("subscribe", {"EventKey": "qrscene_"}),
            ("subscribe", {"EventKey": "qrscene_" + "x" * 65}),
            ("VIEW", {"EventKey": "x" * 1025}),
            ("VIEW", {}),
            ("TEMPLATESENDJOBFINISH", {"Status": "success"}),
            ("TEMPLATESENDJOBFINISH", {"MsgID": "1"}),
            ("TEMPLATESENDJOBFINISH", {"MsgID": "x", "Status": "success"}),
            ("", {}),
        ],
    )
    def test_refuses_a_damaged_event(self, event, name, fields):
        with pytest.raises(BadXml):
            event(name, **fields)

    @pytest.mark.parametrize(
        "inside",
        [
            "<SubscribeMsgPopupEvent><List/></SubscribeMsgPopupEvent>",
            opt_ins("Popup", [("", "accept")]),
            opt_ins("Popup", [("t" * 65, "accept")]),
        ],
    )
    def test_refuses_damaged_opt_ins(self, event, inside):
        with pytest.raises(BadXml):
            event("subscribe_msg_popup_event", inside)

    @given(text=st.text(st.characters(codec="utf-8"), max_size=300))
    def test_whatever_is_no_message_is_refused(self, text):
        with pytest.raises(BadXml):
            read(text)

    @given(data=st.data())
    def test_a_mutated_body_is_read_or_refused(self, data):
        at = data.draw(st.integers(0, len(SEED) - 1))
        length = data.draw(st.integers(0, 40))
        put = data.draw(
            st.one_of(
                st.text(max_size=30),
                st.sampled_from(
                    [SEED, "<a>", "</", "<![CDATA[", "]]>", "&lt;", "<!--"]
                ),
            )
        )

        try:
            read_ = read(SEED[:at] + put + SEED[at + length :])
        except Rejected:
            return

        assert read_.head.openid
        assert len(read_.key) < 1400

    @given(
        content=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])).filter(
            lambda text: not {"\ufffe", "\uffff"} & set(text)
        )
    )
    def test_wechatpy_reads_the_same_words(self, content):
        xml = SEED.replace("老板", content.replace("]]>", "]]]]><![CDATA[>"))

        theirs = parse_message(xml).content or ""  # it strips what surrounds a text

        assert read(xml).content.strip() == theirs.strip()

    @given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
    def test_every_place_on_earth(self, latitude, longitude):
        xml = SEED.replace("[text]", "[location]").replace(
            "</xml>",
            f"<Location_X>{latitude:.6f}</Location_X>"
            f"<Location_Y>{longitude:.6f}</Location_Y></xml>",
        )

        place = read(xml)

        assert math.isclose(place.latitude, latitude, abs_tol=1e-6)
        assert math.isclose(place.longitude, longitude, abs_tol=1e-6)


SEED = (
    "<xml><ToUserName><![CDATA[gh_demo]]></ToUserName>"
    "<FromUserName><![CDATA[oDEMO-1]]></FromUserName>"
    "<CreateTime>1764000000</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[老板]]></Content><MsgId>23456789012345678</MsgId></xml>"
)
