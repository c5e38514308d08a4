from tests.api.conftest import few_at_once
from tests.api.hotline.conftest import TOKEN

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


class TestTake:
    async def test_a_call_that_says_more_than_anybody_can_is_slowed_down(
        self, client, services, monkeypatch
    ):
        monkeypatch.setattr(services.rates, "take", few_at_once(call=2).take)

        async def tell(call, seq):
            body = {"call_id": call, "seq": seq, "event": "timeout"}
            return await client.post("/hotline/turns", json=body, headers=HEADERS)

        answers = [await tell("c1", seq) for seq in range(3)]

        assert [one.status_code for one in answers] == [200, 200, 429]
        assert int(answers[-1].headers["Retry-After"]) > 60
        assert (await tell("c2", 0)).status_code == 200
