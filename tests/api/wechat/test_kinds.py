"""Every kind has its deed; each kind of message is asked, kept or noted."""

import asyncio

import pytest

from api.wechat.deeds import CONTACTS, DEEDS
from api.wechat.news import NEWS
from helpdesk.database import unit_of_work
from helpdesk.models import Attachment, AttachmentKind
from helpdesk.tickets import tickets
from tests.api.wechat.conftest import WECHAT, inner
from wechat import inbound


@pytest.fixture
def open_ticket(sessions, followed):
    async def open_ticket():
        conversation = await followed.conversation()
        async with unit_of_work(sessions) as session:
            return await tickets.open(
                session,
                category="report_unpaid_wages",
                subject="拖欠工资",
                conversation=conversation,
                message_id="m1",
            )

    return open_ticket


class TestTable:
    def test_every_kind_has_a_deed_or_needs_none(self):
        quiet = {inbound.Viewed, inbound.Whereabouts, inbound.Unknown}
        quiet |= {inbound.Unsubscribed}  # it is forgotten, and does nothing else

        kinds = set(inbound.Inbound.__args__)
        assert {*DEEDS, *NEWS} == kinds - quiet
        assert not {*DEEDS} & {*NEWS}

    def test_what_a_follower_did_counts_but_not_what_wechat_reports(self):
        assert {*DEEDS} - {*CONTACTS} == {inbound.OptInsChanged}


class TestVoice:
    async def test_is_put_to_the_bot_as_wechat_heard_it(self, wechat, bot):
        got = await wechat.send(
            "voice", MediaId="m-1", Format="amr", Recognition="老板 拖欠工资。"
        )

        assert got.text == "您说的是：老板 拖欠工资。"
        assert bot.asked[0]["heard"]
        assert bot.asked[0]["channel"] == "chat"

    @pytest.mark.parametrize("heard", [{}, {"Recognition": ""}, {"Recognition": " / "}])
    async def test_that_nobody_heard_asks_to_type_or_call(
        self, wechat, bot, said, heard
    ):
        got = await wechat.send("voice", MediaId="m-1", Format="speex", **heard)

        assert got.text == said.voice_unheard
        assert "12351" in got.text
        assert bot.asked == []


class TestRecogniser:
    @pytest.fixture
    async def hearing(self, make_settings, serve, open_wechat):
        settings = make_settings(**WECHAT, wechat_answer_within=0.8)
        async with serve(settings) as app:
            yield app.state.services.wechat, open_wechat(app)

    @staticmethod
    def hears(words, *, after=0.0):
        async def hear(media_id):
            assert media_id == "m-1"
            await asyncio.sleep(after)
            return words

        return hear

    async def test_is_answered_at_once_when_it_is_quick(
        self, hearing, bot, monkeypatch
    ):
        receiver, wechat = hearing
        monkeypatch.setattr(receiver, "_hear", self.hears("老板拖欠工资"))

        got = await wechat.send("voice", MediaId="m-1", Format="amr")

        assert got.text == "您说的是：老板拖欠工资"
        assert bot.asked[0]["heard"]

    async def test_is_answered_later_when_it_is_slow(
        self, hearing, bot, followed, monkeypatch
    ):
        receiver, wechat = hearing
        monkeypatch.setattr(receiver, "_hear", self.hears("老板拖欠工资", after=1.2))

        got = await wechat.send("voice", MediaId="m-1", Format="amr")
        await receiver.finish()

        assert got.text is None
        [message] = await followed.messages()
        assert message.text == "老板拖欠工资"
        [item] = await followed.waiting()
        assert item.request_key == f"answer:{message.id}"

    async def test_asks_to_type_later_when_slow_and_in_vain(
        self, hearing, bot, followed, monkeypatch, said
    ):
        receiver, wechat = hearing
        monkeypatch.setattr(receiver, "_hear", self.hears(None, after=1.2))

        await wechat.send("voice", MediaId="m-1", Format="amr")
        await receiver.finish()

        [item] = await followed.waiting()
        assert said.voice_unheard in str(item.payload)
        assert bot.asked == []

    async def test_a_fault_is_logged_without_words(self, hearing, monkeypatch, caplog):
        receiver, wechat = hearing

        async def hear(media_id):
            await asyncio.sleep(1)
            raise RuntimeError("王小明")

        monkeypatch.setattr(receiver, "_hear", hear)
        await wechat.send("voice", MediaId="m-1", Format="amr")
        await receiver.finish()

        assert "RuntimeError at hear" in caplog.text
        assert "王小明" not in caplog.text


class TestEvidence:
    @pytest.mark.parametrize(
        ("kind", "fields", "name"),
        [
            ("image", {"MediaId": "m-1", "PicUrl": "http://x.example/1"}, "图片"),
            ("video", {"MediaId": "m-1", "ThumbMediaId": "t"}, "视频"),
            ("shortvideo", {"MediaId": "m-1", "ThumbMediaId": "t"}, "视频"),
            ("file", {"MediaId": "m-1", "Title": "工资条.pdf"}, "文件"),
        ],
    )
    async def test_is_kept_until_the_matter_is_told(
        self, wechat, all_of, said, bot, kind, fields, name
    ):
        got = await wechat.send(kind, **fields)

        assert got.text == said.evidence_kept.format(kind=name)
        [kept] = await all_of(Attachment)
        assert kept.source == "m-1"
        assert kept.ticket_id is None
        assert kept.name == fields.get("Title")
        assert bot.asked == []

    async def test_goes_to_the_open_ticket(self, wechat, all_of, open_ticket):
        ticket = await open_ticket()

        got = await wechat.send("image", MediaId="m-1", PicUrl="")

        assert ticket.number[-3:] in got.text
        [kept] = await all_of(Attachment)
        assert (kept.ticket_id, kept.kind) == (ticket.id, AttachmentKind.image)

    async def test_delivered_twice_is_kept_once(self, wechat, all_of):
        picture = inner("image", MediaId="m-1", PicUrl="", MsgId=5)

        got = [await wechat.deliver(picture) for _ in range(2)]

        assert got[0].body == got[1].body
        assert len(await all_of(Attachment)) == 1

    async def test_a_file_that_wechat_keeps_is_asked_for_as_a_picture(
        self, wechat, all_of, said
    ):
        got = await wechat.send("file", Title="工资条.pdf")

        assert got.text == said.file_unreadable
        assert await all_of(Attachment) == []


class TestLocation:
    async def test_is_put_to_the_bot_as_a_place(self, wechat, bot):
        await wechat.send(
            "location",
            Location_X=22.53,
            Location_Y=113.94,
            Scale=16,
            Label="广东省深圳市南山区粤海街道科技园",
        )

        assert bot.asked[0]["whereabouts"]
        assert bot.texts[0].startswith("南山区粤海街道")


LINK = {"Title": "工厂欠薪", "Description": "", "Url": "https://x.example/a"}


class TestLink:
    async def test_is_noted_on_the_open_ticket(self, wechat, open_ticket, records):
        ticket = await open_ticket()

        got = await wechat.send("link", **LINK)

        assert ticket.number[-3:] in got.text
        [note] = [n for n in await records.notes(ticket) if "工厂欠薪" in n]
        assert "https://x.example/a" in note

    async def test_without_a_ticket_asks_what_it_is_about(self, wechat, said, bot):
        assert (await wechat.send("link", **LINK)).text == said.link_kept
        assert bot.asked == []
