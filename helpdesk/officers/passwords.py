"""Passwords: which are taken, how they are kept, and whether one is right.

Hashing is slow on purpose: an edge does it in a thread, with no transaction open.
"""

import asyncio
import re
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from helpdesk.errors import WeakPassword
from helpdesk.rules import rules

FILE = Path(__file__).with_name("passwords.yml")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
GROUPS, OF = 4, 4
LONG_LOGIN = 4  # a shorter one is in many words


@dataclass(frozen=True, slots=True)
class Secret:
    """A password as it is kept; who did not choose it must choose one."""

    kept: str
    is_chosen: bool = True


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a password was right, and how it is to be kept from now on."""

    is_right: bool
    renewed: Secret | None = None


async def secret(password: str, *, login: str) -> Secret:
    """Hash a password that somebody chose.

    Raises:
        WeakPassword: It is easy to guess.
    """
    refuse_weak(password, login=login)
    return Secret(await asyncio.to_thread(_hasher().hash, password))


async def one_time() -> tuple[str, Secret]:
    """Return a password to hand over, good until its owner chooses one."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(GROUPS * OF))
    password = "-".join(re.findall("." * OF, letters))
    kept = await asyncio.to_thread(_hasher().hash, password)
    return password, Secret(kept, is_chosen=False)


async def compare(kept: str | None, password: str) -> Proof:
    """Tell whether a password is right, in the same time if there is no account."""
    return await asyncio.to_thread(_compare, kept, password)


def refuse_weak(password: str, *, login: str) -> None:
    """Refuse a password that others would try.

    Raises:
        WeakPassword: It breaks one of the rules.
    """
    book, said = rules(FILE), password.casefold()
    if len(password) < book["shortest"]:
        told = f"a password has {book['shortest']} characters or more"
        raise WeakPassword("short", told)
    if len(password) > book["longest"]:
        raise WeakPassword("long", f"a password has at most {book['longest']}")
    if len(login) >= LONG_LOGIN and login in said:
        raise WeakPassword("login", "the login is in the password")
    if _is_common(said):
        raise WeakPassword("common", "too many people have such a password")


def _is_common(said: str) -> bool:
    """Tell whether little is left of it without what everybody writes."""
    book, left = rules(FILE), re.sub(r"(.{1,4}?)\1{2,}", r"\1", said)
    if any(said in line * 2 for line in book["common"]):
        return True
    for part in sorted(book["common"], key=len, reverse=True):
        left = left.replace(part, "")
    return bool(len(left) < book["own_part"])


def _compare(kept: str | None, password: str) -> Proof:
    try:
        _hasher().verify(kept or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return Proof(is_right=False)
    if kept is None:
        return Proof(is_right=False)
    if not _hasher().check_needs_rehash(kept):
        return Proof(is_right=True)
    return Proof(is_right=True, renewed=Secret(_hasher().hash(password)))


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody")
