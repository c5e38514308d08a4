import io

from gonghui.intake.progress import Progress, Tally


class Stream(io.StringIO):
    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def progress(*, is_terminal: bool) -> tuple[Progress, Stream, Clock]:
    stream, clock = Stream(is_terminal=is_terminal), Clock()
    return Progress(stream, clock), stream, clock


class TestTell:
    def test_a_log_gets_a_line_every_ten_seconds(self):
        told, stream, clock = progress(is_terminal=False)

        for clock.at in range(25):
            told.tell(Tally(calls=clock.at), clock.at / 100)

        assert len(stream.getvalue().splitlines()) == 2
        assert "\r" not in stream.getvalue()

    def test_a_terminal_has_one_line_that_is_written_over(self):
        told, stream, clock = progress(is_terminal=True)

        for clock.at in range(5):
            told.tell(Tally(calls=clock.at), clock.at / 100)

        assert stream.getvalue().count("\r") == 4
        assert "\n" not in stream.getvalue()


class TestLine:
    def test_tells_rate_and_time_left_of_what_is_new(self):
        told, _, clock = progress(is_terminal=False)
        clock.at = 100  # which it took to look up the first half
        told.begin_work(0.5)
        clock.at = 110

        line = told.line(Tally(files=75, calls=25, turns=500, refused=2), 0.75)

        assert "75%" in line
        assert "文件 75 · 通话 25 · 语句 500 · 每秒 50 句" in line
        assert "约剩 10 秒" in line
        assert "退回 2" in line

    def test_nothing_done_gives_no_time(self):
        told, _, _ = progress(is_terminal=False)

        assert "剩余时间未知" in told.line(Tally(), 0.0)
