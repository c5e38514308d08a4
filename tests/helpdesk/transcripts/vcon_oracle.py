"""The package ``vcon`` as a second opinion, run by itself: a script, not a test.

It imports what is deprecated, which fails our tests, and ``logger``, an abandoned
package, where ``logging`` is meant. Reads lines {"deed", "vcon"} and answers each.
"""

import json
import logging
import sys
import warnings

warnings.simplefilter("ignore")
sys.modules["logger"] = logging

from vcon import Vcon  # noqa: E402 - after the two lines above


def answer(deed: str, told: dict) -> object:
    """Judge a vCon, or write it anew as the package does."""
    if deed == "judge":
        return Vcon.validate_json(json.dumps(told))[1]
    return json.loads(Vcon.build_from_json(json.dumps(told)).to_json())


for line in sys.stdin:
    asked = json.loads(line)
    sys.stdout.write(json.dumps(answer(asked["deed"], asked["vcon"])) + "\n")
