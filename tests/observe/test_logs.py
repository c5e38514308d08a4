import asyncio
import io
import json
import logging

import pytest

from helpdesk.errors import Conflict
from observe import logs, trace

PHONE = "13800138000"


@pytest.fixture
def stream():
    return io.StringIO()


@pytest.fixture
def restored():
    """The root logger as it was: pytest listens there too."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def lines(stream, restored):
    """What was logged, each line read back."""
    logs.configure("api", form=logs.JSON, stream=stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def text(stream, restored):
    logs.configure("api", stream=stream)
    return stream.getvalue


log = logging.getLogger("api.gateway")


class TestLines:
    def test_tell_when_where_who_and_what(self, lines):
        log.warning("the bot did not answer: %s", "late")

        (line,) = lines()
        assert line["time"].endswith("+00:00")
        assert line["level"] == "warning"
        assert line["logger"] == "api.gateway"
        assert line["process"] == "api"
        assert line["message"] == "the bot did not answer: late"

    def test_carry_the_id_of_what_is_under_way(self, lines):
        with trace.under(trace.begin()) as begun:
            log.info("inside")
        log.info("outside")

        inside, outside = lines()
        assert inside["trace"] == begun.id
        assert "trace" not in outside

    def test_carry_the_fields_that_were_given(self, lines):
        log.info("x", extra={"route": "/chat", "ms": 1.5, "ok": True, "none": None})

        (line,) = lines()
        assert (line["route"], line["ms"]) == ("/chat", 1.5)
        assert line["ok"] is True
        assert line["none"] is None

    def test_hide_persons_in_text_arguments_and_fields(self, lines):
        fields = {"text": PHONE, "figure": int(PHONE), "deep": {"of": [PHONE]}}
        log.info("sms to " + PHONE)
        log.info("sms to %s", PHONE, extra=fields)

        assert PHONE not in json.dumps(lines())

    def test_are_one_line_each_whatever_is_said(self, lines):
        log.info('a\nb\r"\\ \u2028 王 \ud800')

        assert len(lines()) == 1

    @pytest.mark.parametrize("message", ["%d of", "%s and %s of", "none at all"])
    def test_leave_out_arguments_that_do_not_fit(self, message):
        """Logging itself would print them all."""
        record = logging.makeLogRecord({"msg": message, "args": ("我的工资",)})

        assert json.loads(logs.Lines("api").format(record))["message"] == message


class TestExceptions:
    def fail(self):
        try:
            raise KeyError(f"王小明 {PHONE}")
        except KeyError as error:
            raise RuntimeError("我的工资") from error

    def test_are_told_by_class_and_place(self, lines):
        try:
            self.fail()
        except RuntimeError:
            log.exception("not handled")

        (line,) = lines()
        assert line["error"].startswith("RuntimeError at fail (")
        assert " from KeyError at fail (" in line["error"]
        assert "王小明" not in str(line)
        assert "工资" not in str(line)

    def test_are_told_so_in_text_too(self, text):
        try:
            self.fail()
        except RuntimeError:
            log.exception("not handled")

        assert text().startswith("ERROR api.gateway: not handled: RuntimeError at fail")
        assert "工资" not in text()

    def test_are_named_where_their_words_were_to_be_logged(self, lines):
        log.error("failed: %s", ValueError("我的工资"))
        log.error(ValueError("我的工资"))
        log.error("failed: %s", OSError(28, "No space left on device", "/王"))

        assert [line["message"] for line in lines()] == [
            "failed: ValueError",
            "ValueError",
            "failed: OSError: No space left on device",
        ]

    def test_keep_their_words_when_they_are_ours(self, lines):
        log.error("failed: %s", Conflict("no such step"))

        assert lines()[0]["message"] == "failed: no such step"

    async def test_of_tasks_that_nobody_awaited_are_not_quoted(self, lines):
        async def fail():
            raise ValueError("我的工资")

        loop = asyncio.get_running_loop()
        task = loop.create_task(fail())
        await asyncio.wait({task})
        failed = task.exception()
        message = f"Task exception was never retrieved\nfuture: {task!r}"
        loop.default_exception_handler({"message": message, "exception": failed})

        (line,) = lines()
        assert line["message"] == "Task exception was never retrieved"
        assert line["error"].startswith("ValueError at fail")
        assert "工资" not in str(line)


class TestPlain:
    def test_is_a_line_for_a_reader(self, text):
        log.info("POST %s", "/chat/messages")

        assert text() == "INFO api.gateway: POST /chat/messages\n"

    def test_hides_persons(self, text):
        log.info("sms to %s", PHONE)

        assert PHONE not in text()


class TestConfigure:
    def test_leaves_out_what_libraries_say_of_every_call(self, text):
        logging.getLogger("httpx").info("GET https://wechat/?openid=x")

        assert text() == ""

    def test_is_the_only_handler_however_often_it_is_called(self, stream, text):
        logs.configure("api", stream=stream)
        log.info("once")

        assert text().count("once") == 1


class TestRelayed:
    def test_an_object_stays_as_it_is(self):
        assert logs.relayed("bot", '{"message": "x"}') == '{"message": "x"}'

    def test_another_line_becomes_one_without_persons(self):
        line = json.loads(logs.relayed("bot", f"started by {PHONE}"))

        assert (line["process"], line["level"]) == ("bot", "info")
        assert PHONE not in line["message"]
