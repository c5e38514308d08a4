import asyncio

from api.gateway.lines import Lines


def soon() -> float:
    return asyncio.get_running_loop().time() + 5


class TestJoin:
    async def test_lets_one_at_a_time_through_in_order_of_arrival(self):
        lines, inside, order = Lines(), 0, []

        async def visit(number):
            nonlocal inside
            with lines.join("talk") as place:
                assert await place.reached(by=soon())
                inside += 1
                assert inside == 1
                await asyncio.sleep(0.001)
                order.append(number)
                inside -= 1

        await asyncio.gather(*(visit(number) for number in range(20)))

        assert order == list(range(20))

    async def test_does_not_hold_up_another_conversation(self):
        lines = Lines()

        with lines.join("one"), lines.join("other") as place:
            assert await place.reached(by=soon())

    async def test_is_forgotten_when_everybody_has_left(self):
        lines = Lines()

        with lines.join("talk"):
            assert len(lines) == 1
        await asyncio.sleep(0)

        assert len(lines) == 0


class TestReached:
    async def test_gives_up_at_the_deadline(self):
        lines = Lines()

        with lines.join("talk"), lines.join("talk") as second:
            late = asyncio.get_running_loop().time() + 0.01

            assert not await second.reached(by=late)

    async def test_whoever_gives_up_lets_nobody_overtake_the_first(self):
        lines = Lines()
        with lines.join("talk") as first:
            with lines.join("talk") as second:
                assert not await second.reached(by=0)
            third = asyncio.create_task(self._pass_through(lines))
            await asyncio.sleep(0.01)
            assert not third.done()
            assert first.is_first

        assert await third

    async def _pass_through(self, lines):
        with lines.join("talk") as place:
            return await place.reached(by=soon())

    async def test_a_visitor_that_fails_does_not_block_the_line(self):
        lines = Lines()
        try:
            with lines.join("talk"):
                raise RuntimeError
        except RuntimeError:
            pass

        assert await self._pass_through(lines)
