"""The action server: every action handed its database, called by bots alone."""

import gc
import logging
from collections.abc import Iterator
from functools import partial
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from actions import (
    assistance,
    conversation,
    dream_plan,
    handoff,
    identity,
    knowledge,
    legal_aid,
    membership,
    safety,
    summer_relief,
    tickets,
)
from actions.door import Door
from actions.forms import Form
from actions.work import FormCheck, Runner, Step
from helpdesk.config import Settings
from helpdesk.conversations import pin_desk
from helpdesk.database import create_engine, create_sessions, read_only, unit_of_work
from helpdesk.finding import finding
from helpdesk.knowledge import knowledge as articles
from observe import trace

logger = logging.getLogger(__name__)

type Server = Sanic[Any, Any]

SKILLS = (
    assistance,
    conversation,
    dream_plan,
    handoff,
    identity,
    knowledge,
    legal_aid,
    membership,
    safety,
    summer_relief,
    tickets,
)
# These only look things up, so they need not wait for whoever is writing.
READING = frozenset(
    {
        "action_answer_question",
        "action_answer_follow_up",
        "action_introduce_form",
        "action_advise",
        "action_advise_dispute",
        "action_advise_wages",
        "action_begin_joining",
        "action_begin_transfer",
        "action_begin_update",
        "action_choose_detail",
        "action_begin_leaving",
        "action_begin_card",
        "action_begin_founding",
        "action_begin_obstruction",
        "action_begin_dream_application",
        "action_check_dream_application",
        "action_begin_eligibility",
        "action_check_eligibility",
        "action_find_lawyer",
        "action_find_union",
        "action_list_bindings",
        "action_advise_hazard",
        "action_find_station",
        "action_offer_cooling",
        "action_reckon",
        "action_tell_heat_allowance",
        "action_tell_help",
    }
)


class Executor(ActionExecutor):
    """Runs actions; none of them reads the domain, so Rasa need not send it."""

    def update_and_return_domain(
        self, payload: dict[str, Any], action_name: str
    ) -> dict[str, Any]:
        """Return no domain, and do not ask for one."""
        return {}


def steps() -> dict[str, Step]:
    """Return every step of every skill by its action's name."""
    return {name: step for skill in SKILLS for name, step in skill.ACTIONS.items()}


def forms() -> Iterator[Form]:
    """Yield every form whose answers are read without records."""
    for skill in SKILLS:
        yield from getattr(skill, "FORMS", ())


def build_executor(sessions: async_sessionmaker[AsyncSession]) -> ActionExecutor:
    """Register every action with its unit of work."""
    executor = Executor()
    for name, step in steps().items():
        begin = read_only if name in READING else unit_of_work
        runner = Runner(name, step, partial(begin, sessions))
        executor.register_function(name, runner.run)
    for form in forms():
        check = FormCheck(form)
        executor.register_function(check.name, check.run)
    return executor


def build_app(settings: Settings) -> Server:
    """Build the server that Rasa calls."""
    pin_desk(settings.demo_desk if settings.demo else None)
    engine = create_engine(settings)
    sessions = create_sessions(engine)
    app = create_app(build_executor(sessions), cors_origins=[])
    Door(settings).mount(app)

    @app.on_request
    async def take_up_trace(request: Request) -> None:
        trace.follow(trace.read(request.headers.get(trace.HEADER)))

    @app.after_server_start
    async def get_ready(_app: Server) -> None:
        _app.add_task(warm(sessions))

    @app.after_server_stop
    async def close(_app: Server) -> None:
        await engine.dispose()

    return app


async def warm(sessions: async_sessionmaker[AsyncSession]) -> None:
    """Index names and articles before a worker waits; without records do so later."""
    try:
        async with read_only(sessions) as session:
            await finding.warm(session)
            await articles.warm(session)
    except SQLAlchemyError as error:
        logger.warning("names are not indexed yet: %s", type(error).__name__)
    gc.freeze()  # what is indexed stays; looking through it stops all actions


def serve(settings: Settings, port: int) -> None:
    """Answer Rasa until told to stop."""
    build_app(settings).run(
        settings.actions_host, port, single_process=True, access_log=False, motd=False
    )
