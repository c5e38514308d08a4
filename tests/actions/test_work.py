import logging

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.speech import speech
from actions.work import RESPONSES, Runner, explain
from helpdesk import errors
from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.tickets import tickets


def raised(error):
    dispatcher = CollectingDispatcher()
    explain(speech(dispatcher), error, "action_test")
    [said] = dispatcher.messages
    return said


class TestExplain:
    @pytest.mark.parametrize(
        ("error", "response"),
        [
            (errors.NotFound("x"), "utter_record_missed"),
            (errors.TransitionNotAllowed("x"), "utter_step_refused"),
            (errors.CodeExpired("x"), "utter_code_expired"),
            (errors.VerificationNeeded(2), "utter_verification_needed"),
            (errors.InvalidInput("x"), "utter_input_refused"),
            (errors.ConfigurationError("x"), "utter_trouble_met"),
            (ZeroDivisionError(), "utter_trouble_met"),
        ],
    )
    def test_takes_the_nearest_class(self, error, response):
        assert raised(error)["response"] == response

    def test_says_how_many_tries_are_left(self):
        assert raised(errors.WrongCode(3))["left"] == "3"
        assert raised(errors.IdentityMismatch(2))["left"] == "2"

    def test_says_until_when_it_is_locked(self, time):
        assert raised(errors.Locked(time.at))["until"] == "10点30分"

    def test_names_a_class_of_the_tree_only(self):
        assert all(issubclass(kind, errors.HelpdeskError) for kind in RESPONSES)


class TestRun:
    async def test_rolls_back_and_unsays_what_failed(self, stage, caplog):
        async def step(work):
            conversation = await work.conversation()
            ticket = await tickets.open(
                work.session, category="greet", subject="x", conversation=conversation
            )
            work.say("utter_ticket_opened", number=ticket.number)
            raise ValueError("13800138000 said something private")

        runner = Runner("action_broken", step, lambda: unit_of_work(stage.sessions))
        stage.executor.register_function("action_broken", runner.run)

        with caplog.at_level(logging.ERROR):
            await stage.run("action_broken", "你好", "greet")

        assert stage.responses() == ["utter_trouble_met"]
        async with stage.sessions() as session:
            conversation = await conversations.by_thread(session, stage.thread)
            assert await tickets.latest_of(session, conversation) is None
        assert "ValueError" in caplog.text
        assert "13800138000" not in caplog.text

    async def test_answers_a_thread_that_is_not_on_record(self, stage):
        stage.thread = "nobody"

        await stage.run("action_check_ticket", "查工单", "check_ticket")

        assert stage.responses() == ["utter_record_missed"]
