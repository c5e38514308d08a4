"""Settings that lie in files: GONGHUI_X_FILE=/path instead of GONGHUI_X.

What stands in the environment is seen by whoever may list processes, and ends up in
reports of crashes; a file has an owner.
"""

import logging
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from helpdesk.errors import ConfigurationError

PREFIX, SUFFIX = "gonghui_", "_file"
MOUNTED = Path("/run/secrets")
"""Where containers find their secrets: readable for all there, but nobody else is."""

LARGEST = 64 * 1024

logger = logging.getLogger(__name__)


def with_files(
    variables: Mapping[str, str | None], settings: frozenset[str]
) -> dict[str, str | None]:
    """Return variables together with those that are named by their file.

    Raises:
        ConfigurationError: A file can not be read, or a setting is given twice.
    """
    said = dict(variables)
    for name in settings:
        variable = PREFIX + name
        path = variables.get(variable + SUFFIX)
        if not path:
            continue
        if variables.get(variable):
            label = variable.upper()
            raise ConfigurationError(f"{label} and {label}_FILE are both set; keep one")
        said[variable] = read(Path(path), variable.upper())
    return said


def read_anew(setting: str) -> str | None:
    """Return what a setting's file holds now; None where it has no file."""
    variable = (PREFIX + setting).upper()
    path = os.environ.get(variable + SUFFIX.upper())
    return read(Path(path), variable) if path else None


def read(path: Path, variable: str) -> str:
    """Return what a file holds, without the end of its line."""
    try:
        with path.open("rb") as file:
            is_open_to_all = os.fstat(file.fileno()).st_mode & stat.S_IROTH
            text = file.read(LARGEST).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no text"
        raise ConfigurationError(f"{variable}_FILE: {path}: {reason}") from None
    if not text:
        raise ConfigurationError(f"{variable}_FILE: {path} is empty")
    if is_open_to_all and MOUNTED not in path.parents:
        logger.warning("everybody on this machine can read %s: chmod o-r", path)
    return text
