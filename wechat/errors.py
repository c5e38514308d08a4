"""What can go wrong with WeChat, as a tree.

* WeChatError
  x BadKey                  (a setting that can not be a key)
  x Rejected                (a delivery that is none of WeChat's)
    + BadSignature
    + Stale
    + BadCipher
    + WrongApp
    + BadXml
  x ApiError                (WeChat's interface said no, with a code)
  x Unreachable             (it said nothing that can be read)
    + TooLarge
"""


class WeChatError(Exception):
    """Base class of everything that this library raises."""


class BadKey(WeChatError):
    """The EncodingAESKey is not the 43 letters and digits of the console."""


class Rejected(WeChatError):
    """A delivery that is not to be believed; its class alone says why."""


class BadSignature(Rejected):
    """It was not signed with our token."""


class Stale(Rejected):
    """It was signed too long ago, or for later."""


class BadCipher(Rejected):
    """It can not be decrypted."""


class WrongApp(Rejected):
    """It was meant for another account."""


class BadXml(Rejected):
    """It is no XML that WeChat would send."""


class ApiError(WeChatError):
    """WeChat's interface said no."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message


class Unreachable(WeChatError):
    """WeChat gave no answer; ``maybe_received``: it may have done what was asked."""

    def __init__(self, why: str, *, maybe_received: bool) -> None:
        super().__init__(why)
        self.maybe_received = maybe_received


class TooLarge(Unreachable):
    """The answer is larger than what was asked for."""

    def __init__(self) -> None:
        super().__init__("the answer is too large", maybe_received=True)
