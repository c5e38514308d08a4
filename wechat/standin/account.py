"""The official account that is played: what its console would show."""

import json
import os
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

MODES = ("plain", "compatible", "safe")
KEY_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Account:
    """An account and where it has its messages sent."""

    app_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    callback: str
    mode: str = "safe"
    original_id: str = "gh_standin0001"
    template_ids: frozenset[str] = frozenset()  # empty: every id is taken

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"the mode is one of {', '.join(MODES)}")
        letters = frozenset(string.ascii_letters + string.digits)
        if len(self.aes_key) != KEY_LENGTH or not letters.issuperset(self.aes_key):
            raise ValueError(f"the AES key has {KEY_LENGTH} letters and digits")

    @classmethod
    def from_environment(
        cls, *, callback: str, environment: Mapping[str, str] = os.environ
    ) -> Self:
        """Read the account as the assistant itself is told of it.

        Raises:
            KeyError: Something that the account needs is not set.
            ValueError: Something is set that can not be.
        """
        notices = environment.get("GONGHUI_WECHAT_NOTICE_IDS") or "{}"
        return cls(
            app_id=environment["GONGHUI_WECHAT_APP_ID"],
            secret=environment["GONGHUI_WECHAT_APP_SECRET"],
            token=environment["GONGHUI_WECHAT_TOKEN"],
            aes_key=environment["GONGHUI_WECHAT_ENCODING_AES_KEY"],
            callback=callback,
            mode=environment.get("GONGHUI_WECHAT_MODE") or "safe",
            template_ids=frozenset(json.loads(notices).values()),
        )
