import doctest
import io

from helpdesk.imports import columns, progress, reading, rejects, workbook
from helpdesk.imports.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


class TestProgress:
    def test_tells_rate_and_time_left(self):
        clock = iter([0.0, 10.0, 10.0, 10.0]).__next__
        stream = io.StringIO()

        told = Progress(stream, now=clock)
        told.add(5000, 0.25)

        assert stream.getvalue() == " 25% · 5,000 行 · 每秒 500 行 · 约剩 30 秒\n"

    def test_counts_time_from_where_it_went_on(self):
        told = Progress(io.StringIO(), now=iter([0.0, 10.0]).__next__)
        told.begin(0.5)

        assert "约剩 10 秒" in told.line(0.75)

    def test_writes_over_the_line_of_a_terminal(self):
        stream = Terminal()
        told = Progress(stream, now=iter([0.0, 1.0, 1.0, 1.0]).__next__)
        told.add(10, 0.5)
        told.end()

        assert stream.getvalue().count("\r") == 2
        assert "\n" not in stream.getvalue()


class TestDocstrings:
    def test_hold(self):
        for module in (columns, progress, reading, rejects, workbook):
            assert doctest.testmod(module).failed == 0
