"""Transcripts handed in: what is taken, what is turned away and why."""

import asyncio
import json

import pytest
from sqlalchemy import func, select

from api.hotline.uploads import routes
from api.hotline.uploads.routes import PATH
from helpdesk import spool
from helpdesk.models import CallRecord, TranscriptJob
from helpdesk.transcripts.uploads import work_off
from tests.api.hotline.conftest import TOKEN
from tests.helpdesk.transcripts.records.broken import GOOD, REFUSED, zipped
from tests.helpdesk.transcripts.records.readers import Plain

CUT_OFF = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nx'
LET_IN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def send(client):
    async def send(content=GOOD, **headers):
        return await client.post(PATH, content=content, headers={**LET_IN, **headers})

    return send


@pytest.fixture
def send_form(client):
    async def send_form(files, data=None):
        return await client.post(PATH, files=files, data=data, headers=LET_IN)

    return send_form


@pytest.fixture
def ask(client):
    async def ask(response):
        return (await client.get(response.json()["status_url"], headers=LET_IN)).json()

    return ask


@pytest.fixture
def work(sessions, settings):
    async def work():
        stop = asyncio.Event()
        await work_off(sessions, Plain(), data_dir=settings.data_dir, stop=stop)

    return work


@pytest.fixture
def count(sessions):
    async def count(model):
        async with sessions() as session:
            return await session.scalar(select(func.count(model.id)))

    return count


@pytest.fixture
def left(settings):
    """Tell how many files lie in the spool."""
    return lambda: len(list(spool.listed(settings.data_dir)))


class TestUpload:
    async def test_gives_the_job_at_once(self, send):
        response = await send()

        assert response.status_code == 202
        job = response.json()["job"]
        assert response.json() == {"job": job, "status_url": f"{PATH}/{job}"}
        assert response.headers["Location"] == f"{PATH}/{job}"

    async def test_becomes_calls_when_it_is_worked_off(self, send, ask, work, count):
        response = await send(zipped({"c1.json": GOOD, "c2.json": REFUSED["乱码"][0]}))
        before = await ask(response)

        await work()

        after = await ask(response)
        assert (before["state"], before["files"]) == ("waiting", None)
        assert (after["state"], after["files"], after["done"]) == ("done", 2, 2)
        assert (after["taken"], after["known"], after["refused"]) == (1, 0, 1)
        [refusal] = after["refusals"]
        assert (refusal["name"], refusal["code"]) == ("c2.json", "spoilt")
        assert "文字已经变成乱码" in refusal["reason"]
        assert await count(CallRecord) == 1

    async def test_of_a_form_is_the_file_in_it(self, send_form, ask, work):
        response = await send_form({"file": ("七月\\c1.json", GOOD)}, {"note": "x" * 9})

        await work()

        assert (await ask(response))["taken"] == 1

    async def test_of_a_large_form_comes_in_pieces(self, send_form, sessions, work):
        data = zipped({f"{n}.json": GOOD + b" " * n for n in range(40)})
        response = await send_form({"file": ("七月.zip", data)})

        async with sessions() as session:
            [job] = await session.scalars(select(TranscriptJob))
        assert (response.status_code, job.name, job.size) == (
            202,
            "七月.zip",
            len(data),
        )

    async def test_is_named_by_its_header(self, send, sessions):
        await send(**{"Content-Disposition": 'attachment; filename="../c1.json"'})

        async with sessions() as session:
            [job] = await session.scalars(select(TranscriptJob))
        assert job.name == "c1.json"

    async def test_again_is_the_same_job(self, send, send_form, count, left):
        first = await send()

        again = await send_form({"file": ("other.json", GOOD)})

        assert again.status_code == 202
        assert again.json() == first.json()
        assert await count(TranscriptJob) == 1
        assert left() == 1

    async def test_lies_sealed_in_the_spool(self, send, settings):
        await send()

        [(path, _)] = spool.listed(settings.data_dir)
        said = json.loads(GOOD)["Result"]["Sentences"][0]["Text"]
        assert said.encode() not in (settings.data_dir / path).read_bytes()


class TestRefusals:
    @pytest.mark.parametrize(
        "header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer 口令"]
    )
    async def test_without_the_token(self, client, header, left):
        headers = {"Authorization": header.encode()}

        posted = await client.post(PATH, content=GOOD, headers=headers)
        asked = await client.get(f"{PATH}/x", headers=headers)

        assert (posted.status_code, asked.status_code) == (401, 401)
        assert "口令" in posted.json()["detail"]
        assert left() == 0

    async def test_of_an_empty_body(self, send, left):
        response = await send(b"")

        assert response.status_code == 422
        assert response.json()["detail"] == "文件是空的，请检查后再上传。"
        assert left() == 0

    @pytest.mark.parametrize(
        ("files", "says"),
        [
            ({"a": ("a", GOOD), "b": ("b", GOOD)}, "一次请上传一个文件"),
            ({"a": (None, "words")}, "一次请上传一个文件"),
            ({"a": ("a", b"")}, "文件是空的"),
        ],
    )
    async def test_of_a_form_without_one_file(self, send_form, files, says, left):
        response = await send_form(files)

        assert response.status_code == 422
        assert says in response.json()["detail"]
        assert left() == 0

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("multipart/form-data", b"x"),
            ("multipart/form-data; boundary=b", b"not a form"),
            ("multipart/form-data; boundary=b", CUT_OFF),
            ("multipart/form-data; boundary=b", b"--b\r\n" + b"x" * 20_000),
        ],
    )
    async def test_of_a_broken_form(self, send, kind, body, left):
        response = await send(body, **{"Content-Type": kind})

        assert response.status_code == 422
        assert "格式不对" in response.json()["detail"]
        assert left() == 0

    async def test_of_too_much(self, send, monkeypatch, left):
        small = routes.limits().__class__
        limits = dict.fromkeys(small.__dataclass_fields__, 1000)
        monkeypatch.setattr(routes, "limits", lambda: small(**limits))
        monkeypatch.setattr(routes, "ENVELOPE", 0)

        declared = await send(b"x" * 2000)
        streamed = await send(_pieces(b"x" * 100, 20))

        assert (declared.status_code, streamed.status_code) == (413, 413)
        assert "文件太大了" in streamed.json()["detail"]
        assert left() == 0

    async def test_of_a_body_that_breaks_off(self, app, left, caplog):
        pieces = [
            {"type": "http.request", "body": b"{" * 99, "more_body": True},
            {"type": "http.disconnect"},
        ]
        sent = []

        async def receive():
            return pieces.pop(0)

        async def send(message):
            sent.append(message)

        await app(_scope(), receive, send)

        assert left() == 0
        assert [r.name for r in caplog.records if r.name == "api.faults"] == []

    async def test_of_a_job_that_is_not_there(self, client):
        response = await client.get(f"{PATH}/none", headers=LET_IN)

        assert response.status_code == 404
        assert response.json()["detail"]


async def _pieces(piece, times):
    for _ in range(times):
        yield piece


def _scope():
    headers = [(name.lower().encode(), text.encode()) for name, text in LET_IN.items()]
    return {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "http_version": "1.1",
        "asgi": {"version": "3.0"},
    }
