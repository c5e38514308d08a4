import pytest

from api.rest.problems import OF_ERRORS, OF_STATUS, name_of, problems
from helpdesk.errors import Claimed, Conflict, InvalidInput, WrongCode
from tests.api.rest.conftest import slug


class TestTable:
    def test_names_every_problem_that_is_answered(self):
        assert {*OF_ERRORS.values(), *OF_STATUS.values()} <= set(problems())

    @pytest.mark.parametrize("entry", problems().values(), ids=problems())
    def test_speaks_chinese(self, entry):
        assert any("一" <= char <= "鿿" for char in entry.title)


class TestNameOf:
    @pytest.mark.parametrize(
        ("error", "name"),
        [
            (Conflict("no"), "conflict"),
            (InvalidInput("no"), "invalid"),
            (WrongCode(1), "not-permitted"),
            (ValueError("no"), "failed"),
        ],
    )
    def test_is_that_of_the_nearest_class(self, error, name):
        assert name_of(error) == name

    def test_of_a_claim_is_its_own(self):
        assert OF_ERRORS[Claimed] == "claimed"


class TestAnswers:
    @pytest.mark.parametrize(
        ("method", "path", "status", "name"),
        [
            ("GET", "/nowhere", 404, "no-such-address"),
            ("GET", "/tickets/", 404, "no-such-address"),
            ("DELETE", "/tickets", 405, "method-not-allowed"),
            ("GET", "/tickets/260715000014", 404, "not-found"),
            ("GET", "/tickets/123", 422, "invalid"),
            ("GET", "/tickets?limit=0", 422, "invalid"),
            ("GET", "/tickets?limit=101", 422, "invalid"),
            ("GET", "/tickets?nobody=1", 422, "invalid"),
            ("GET", "/tickets?cursor=%00", 422, "invalid"),
            ("GET", "/tickets?cursor=bm90IG91cnM", 422, "invalid"),
            ("GET", "/tickets?organisation=7", 404, "not-found"),
            ("GET", "/articles/nothing", 404, "not-found"),
            ("GET", "/problems/none-of-them", 404, "not-found"),
        ],
    )
    async def test_have_one_shape(self, supervisor, method, path, status, name):
        answer = await supervisor.request(method, path)

        assert (answer.status_code, slug(answer)) == (status, name)

    async def test_name_what_may_be_asked_instead(self, supervisor):
        answer = await supervisor.delete("/tickets")

        assert {"GET", "POST"} & set(answer.headers["allow"].split(", "))

    async def test_point_at_what_is_wrong_and_do_not_repeat_it(self, supervisor):
        body = {"category": "X" * 90, "subject": "", "details": {"a": 1}}

        answer = await supervisor.post("/tickets", json=body)

        assert slug(answer) == "invalid"
        pointers = {one["pointer"] for one in answer.json()["errors"]}
        assert pointers == {"/body/category", "/body/subject", "/body/details/a"}
        assert "XXX" not in answer.text

    @pytest.mark.parametrize(
        "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"a":1}', b"1" * 1000]
    )
    async def test_to_what_is_no_ticket(self, supervisor, content):
        answer = await supervisor.post(
            "/tickets", content=content, headers={"Content-Type": "application/json"}
        )

        assert answer.status_code in {400, 422}
        assert slug(answer) in {"invalid", "bad-request"}

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/xml", "multipart/form-data", ""]
    )
    async def test_to_what_is_not_json(self, supervisor, kind):
        answer = await supervisor.post(
            "/tickets", content=b"{}", headers={"Content-Type": kind}
        )

        assert (answer.status_code, slug(answer)) == (415, "media-type")

    async def test_to_what_is_too_large(self, supervisor):
        answer = await supervisor.post("/tickets", json={"subject": "长" * 60_000})

        assert (answer.status_code, slug(answer)) == (413, "too-large")

    async def test_to_what_turns_out_too_large(self, supervisor):
        async def pieces():
            for _ in range(20):
                yield b" " * 10_000

        answer = await supervisor.post(
            "/tickets",
            content=pieces(),
            headers={"Content-Type": "application/json"},
        )

        assert (answer.status_code, slug(answer)) == (413, "too-large")

    async def test_to_our_own_fault(self, supervisor, monkeypatch, caplog):
        async def breaks(*_, **__):
            raise RuntimeError("赵启明")

        monkeypatch.setattr("api.rest.tickets.feed.page", breaks, raising=True)

        answer = await supervisor.get("/tickets")

        assert (answer.status_code, slug(answer)) == (500, "failed")
        assert "RuntimeError" in caplog.text
        assert "赵启明" not in caplog.text + answer.text


class TestProblems:
    async def test_are_described_to_everybody(self, client):
        listed = (await client.get("/api/v1/problems")).json()

        assert [one["type"] for one in listed] == [
            f"/api/v1/problems/{name}" for name in problems()
        ]
        for one in listed:
            assert (await client.get(one["type"])).json() == one
