"""Check a folder of language data; exit code 1 when a gate is not passed."""

import sys
from pathlib import Path

from language.errors import DataError
from tools.language_data.data import LanguageData
from tools.language_data.rules import findings


def main(folder: Path) -> int:
    """Print every finding, then one line of totals."""
    try:
        data = LanguageData.load(folder)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    found = list(findings(data))
    for finding in found:
        print(finding)
    intents, skills = len(data.catalogue.intents), len(data.catalogue.skills)
    print(
        f"{intents} intents in {skills} skills, {len(data.taught)} examples, "
        f"{len(data.held_out)} held out: {len(found)} findings"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(*sys.argv[1:2] or ["nlu_data"])))
