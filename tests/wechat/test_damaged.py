"""Bodies that WeChat would never write, and good ones beside another reader."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message

from tests.wechat.conftest import MSG_ID, opt_ins
from wechat.errors import BadXml, Rejected
from wechat.inbound import read

SEED = (
    "<xml><ToUserName><![CDATA[gh_demo]]></ToUserName>"
    "<FromUserName><![CDATA[oDEMO-1]]></FromUserName>"
    "<CreateTime>1764000000</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[老板]]></Content><MsgId>23456789012345678</MsgId></xml>"
)


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
