"""Rasa's log: what it says of itself stays, what it was given goes."""

import logging

import pytest
import rasa.__main__
import rasa.utils.common
import rasa.utils.io
import structlog

from bot import logs


@pytest.fixture
def installed(monkeypatch):
    """Our way of logging, taken back at the end."""
    for module, name in (
        (rasa.utils.io, "configure_colored_logging"),
        (rasa.utils.common, "update_sanic_log_level"),
        (rasa.__main__, "configure_structlog"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    before = structlog.get_config()
    logs.install()
    rasa.__main__.configure_structlog(logging.INFO)
    yield
    structlog.configure(**before)


class TestEvents:
    def test_keep_their_words_and_lose_their_values(self, installed, caplog):
        caplog.set_level("INFO")

        structlog.get_logger("rasa.core.processor").warning(
            "processor.message.unknown",
            event_info="An intent is not in the domain.",
            text="我的工资",
            slots={"phone": "13800138000"},
        )

        (record,) = caplog.records
        assert record.getMessage() == "An intent is not in the domain."
        assert record.event == "processor.message.unknown"
        assert "工资" not in str(record.__dict__)
        assert "13800138000" not in str(record.__dict__)

    def test_without_words_are_told_by_name(self, installed, caplog):
        caplog.set_level("INFO")

        structlog.get_logger("rasa.nlu").info("nlu.loaded 100%", path="/x")

        assert caplog.records[0].getMessage() == "nlu.loaded 100%"

    def test_below_the_level_are_not_made(self, installed, caplog):
        caplog.set_level("DEBUG")

        structlog.get_logger("rasa.core").debug("processor.slots.log", slots="王小明")

        assert caplog.records == []


class TestInstall:
    def test_leaves_rasa_no_handler_of_its_own(self, installed):
        root = logging.getLogger()
        before = root.handlers[:]

        rasa.utils.io.configure_colored_logging("INFO")
        rasa.utils.common.update_sanic_log_level(None, False)

        assert root.handlers == before
        assert logging.getLogger("sanic.root").level == logging.WARNING
