from api.hotline.expected import Expected
from api.hotline.schemas import CallAnswer


def answer(**expect):
    return CallAnswer(say="好", prompt_id="x", expect=expect, barge_in=True)


class TestOf:
    def test_a_choice_is_one_key_that_nothing_ends(self):
        expected = Expected.of(answer(dtmf={"max": 1, "timeout_ms": 6000}))

        assert (expected.keys, expected.finish, expected.wait_s) == (1, "", 6)

    def test_a_number_is_ended_by_a_key(self):
        expected = Expected.of(answer(dtmf={"max": 12, "finish": "#"}))

        assert (expected.keys, expected.finish) == (12, "#")

    def test_platforms_that_count_seconds_wait_no_shorter(self):
        expected = Expected.of(answer(speech={"max_s": 20.5, "end_silence_s": 1.2}))

        assert (expected.longest_s, expected.silence_s, expected.silence_ms) == (
            21,
            2,
            1200,
        )

    def test_an_answer_that_expects_nothing_has_plain_numbers(self):
        assert Expected.of(answer()).wait_ms == 6000
