import asyncio

import pytest

from observe import trace

ID, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class TestBegin:
    def test_goes_on_under_a_span_that_is_kept(self):
        assert trace.begin(f"00-{ID}-{SPAN}-01") == trace.Trace(ID, SPAN)

    def test_takes_the_id_alone_of_a_span_that_nobody_keeps(self):
        assert trace.begin(f"00-{ID}-{SPAN}-00") == trace.Trace(ID)

    def test_understands_later_versions(self):
        assert trace.begin(f"01-{ID}-{SPAN}-01-more").id == ID

    @pytest.mark.parametrize(
        "header",
        [
            None,
            "",
            "nonsense",
            ID,
            f"ff-{ID}-{SPAN}-01",
            f"00-{ID.upper()}-{SPAN}-01",
            f"00-{'0' * 32}-{SPAN}-01",
            f"00-{ID}-{'0' * 16}-01",
            f"00-{ID}-{SPAN}-01\n",
            f"00-{ID}-{SPAN}-01" * 1000,
        ],
    )
    def test_begins_anew_without_a_header_that_can_be_read(self, header):
        begun = trace.begin(header)

        assert begun.id != ID
        assert trace.read(begun.header) == begun

    def test_no_two_are_the_same(self):
        assert trace.begin() != trace.begin()


class TestUnder:
    def test_holds_inside_and_ends_outside(self):
        with trace.under(trace.Trace(ID, SPAN)):
            assert trace.headers() == {"traceparent": f"00-{ID}-{SPAN}-01"}

        assert trace.current() is None
        assert trace.headers() == {}

    async def test_tasks_take_it_along_and_do_not_mix(self):
        async def work(name):
            with trace.under(trace.Trace(name)):
                await asyncio.sleep(0)
                return await asyncio.create_task(look())

        async def look():
            await asyncio.sleep(0)
            return trace.current().id

        names = [f"{n:032x}" for n in range(1, 20)]

        assert await asyncio.gather(*map(work, names)) == names
