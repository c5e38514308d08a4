"""`gonghui officers …`: accounts of the union's staff, for who has the machine.

It may do what the console forbids, such as to make the first administrator; the log
says that the system did it.
"""

import asyncio
import sys
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gonghui.works import done, in_one_work, ready
from helpdesk import database as engines
from helpdesk.audit import SYSTEM
from helpdesk.config import Settings
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.models import Officer, OfficerRole
from helpdesk.officers import Wanted, accounts, one_time
from helpdesk.officers import officers as staff
from helpdesk.organisations import organisations
from helpdesk.tickets.handling import skills

officers = typer.Typer(help="Officers' accounts.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="the login of the account")]


@officers.command("add")
def add_officer(
    login: str,
    name: Annotated[str, typer.Option(prompt=True, help="the name that is shown")],
    role: OfficerRole = OfficerRole.case_officer,
    organisation: Annotated[
        str | None,
        typer.Option(help="sees this union's part of the tree; none: the whole city"),
    ] = None,
    skill: Annotated[
        list[str] | None,
        typer.Option(help="given tickets of this skill; may stand several times"),
    ] = None,
) -> None:
    """Add an officer's account; the password is asked for, or a line of stdin."""
    settings = Settings()
    engines.upgrade(settings)
    password = _password()

    async def add(session: AsyncSession) -> None:
        await staff.add(
            session,
            login=login,
            name=name,
            password=password,
            role=role,
            organisation_id=await _union(session, organisation),
            skills=_known(skill or []),
            by=SYSTEM,
        )

    try:
        asyncio.run(in_one_work(settings, add))
    except (Conflict, InvalidInput) as error:
        raise typer.BadParameter(str(error)) from None
    print(f"officer {login} ({role}) may sign in")


@officers.command("list")
def list_officers(
    closed: Annotated[bool, typer.Option(help="those that are closed as well")] = False,
) -> None:
    """List the accounts: login, role, name, union, skills."""

    async def read(session: AsyncSession) -> list[str]:
        found = await staff.list(session, Wanted(is_active=None if closed else True))
        return [
            _line(officer, union.name if union else "-") for officer, union in found
        ]

    for line in done(ready(), read):
        print(line)


@officers.command("reset-password")
def reset_password(login: Login) -> None:
    """Print a password to hand over; its owner chooses an own one with it."""

    async def reset(session: AsyncSession) -> str:
        given, kept = await one_time()
        await accounts.reset_password(
            session, await _of(session, login), kept, by=SYSTEM
        )
        return given

    print(done(ready(), reset))


@officers.command()
def close(login: Login) -> None:
    """Shut an account; the last administrator's stays open."""

    async def shut(session: AsyncSession) -> None:
        await accounts.close(session, await _of(session, login), by=SYSTEM)

    done(ready(), shut)
    print(f"{login} is closed and signed out")


@officers.command()
def reopen(login: Login) -> None:
    """Open an account again."""

    async def open_again(session: AsyncSession) -> None:
        await accounts.reopen(session, await _of(session, login), by=SYSTEM)

    done(ready(), open_again)
    print(f"{login} may sign in again")


@officers.command("role")
def set_role(login: Login, role: OfficerRole) -> None:
    """Give an officer another role."""

    async def change(session: AsyncSession) -> None:
        await accounts.set_role(session, await _of(session, login), role, by=SYSTEM)

    done(ready(), change)
    print(f"{login} is {role} now")


async def _of(session: AsyncSession, login: str) -> Officer:
    found = await staff.by_login(session, login)
    if found is None:
        raise NotFound(f"there is no officer {login}")
    return found


async def _union(session: AsyncSession, name: str | None) -> int | None:
    """Return the key of the union with this full name."""
    if name is None:
        return None
    found = await organisations.by_name(session, name)
    if found is None:
        raise InvalidInput(f"there is no union {name}")
    return found.id


def _known(said: list[str]) -> list[str]:
    odd = sorted(set(said) - set(skills()))
    if odd:
        raise InvalidInput(f"skills are {', '.join(skills())}; not {', '.join(odd)}")
    return said


def _line(officer: Officer, union: str) -> str:
    state = "" if officer.active else "closed"
    facts = (officer.login, officer.role, officer.name, union, *officer.skills, state)
    return "\t".join(fact for fact in facts if fact)


def _password() -> str:
    """Ask for a password; never in the arguments, where every process can read it."""
    if sys.stdin.isatty():
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked
    return sys.stdin.readline().rstrip("\r\n")
