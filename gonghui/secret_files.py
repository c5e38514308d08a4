"""`gonghui secrets …`: the files from which processes read their secrets."""

import os
import secrets as chance
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from helpdesk.errors import ConfigurationError
from helpdesk.keys import new_key

secrets = typer.Typer(
    help="The secrets of an installation, a file each.", no_args_is_help=True
)

NOT_OURS = "replace-me"
"""What stands in a file whose secret somebody else gives out."""

LETTERS = string.ascii_letters + string.digits


@secrets.command()
def init(
    folder: Annotated[Path, typer.Argument(help="where the files are to lie")],
    postgres: Annotated[
        str, typer.Option(help="HOST:PORT of the database")
    ] = "postgres:5432",
    redis: Annotated[str, typer.Option(help="HOST:PORT of Redis")] = "redis:6379",
    group: Annotated[
        int | None, typer.Option(help="number of a group that may read them as well")
    ] = None,
) -> None:
    """Make the secrets that are not there yet; one that is there stays as it is.

    None is shown. Keep field_keys and lookup_key in a second, safe place: without them
    no backup opens.
    """
    new = write(made(postgres=postgres, redis=redis), folder, group=group)
    for name in new:
        told = ": write the account's AppSecret into it" if name == GIVEN else ""
        print(f"{folder / name}{told}")


GIVEN = "wechat_app_secret"


def made(
    *, postgres: str = "postgres:5432", redis: str = "redis:6379"
) -> dict[str, str]:
    """Make every secret that compose.yaml names, by the name of its file."""
    records, dialogues, locks = (chance.token_urlsafe(24) for _ in range(3))
    return {
        "postgres_password": chance.token_urlsafe(24),
        "database_url": f"postgresql://gonghui:{records}@{postgres}/gonghui",
        "tracker_url": f"postgresql://tracker:{dialogues}@{postgres}/tracker",
        "redis_url": f"redis://:{locks}@{redis}/0",
        "redis_users": f"user default on >{locks} ~* &* +@all\n"
        "user health on nopass -@all +ping\n",
        "bot_secret": chance.token_urlsafe(32),
        "field_keys": f"k1:{new_key()}",
        "lookup_key": new_key(),
        "hotline_token": chance.token_urlsafe(32),
        # These two are ours to choose: they are written into WeChat's console.
        "wechat_token": chance.token_hex(16),
        "wechat_encoding_aes_key": "".join(chance.choice(LETTERS) for _ in range(43)),
        GIVEN: NOT_OURS,
    }


def write(
    texts: Mapping[str, str], folder: Path, *, group: int | None = None
) -> list[str]:
    """Write the files that are missing; return their names.

    Raises:
        ConfigurationError: They can not be written there, or not for that group.
    """
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            _share(folder, 0o700 if group is None else 0o750, group)
        return [
            name
            for name, text in texts.items()
            if not (folder / name).exists() and _written(folder / name, text, group)
        ]
    except OSError as error:
        raise ConfigurationError(f"{error.filename}: {error.strerror}") from None


def _written(path: Path, text: str, group: int | None) -> bool:
    """Write a file that is whole from the moment it has its name."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(text)
    _share(draft, 0o600 if group is None else 0o640, group)
    draft.rename(path)
    return True


def _share(path: Path, mode: int, group: int | None) -> None:
    if group is not None:
        os.chown(path, -1, group)
    path.chmod(mode)
