"""What can go wrong with WeChat, as a tree; no text quotes what somebody wrote.

* WeChatError
  x BadKey                  (a setting; everything below comes from outside)
  x Rejected                (a request that WeChat can not have sent)
    + BadSignature
    + Stale
    + BadCipher
    + WrongApp
    + BadXml
  x ApiError                (WeChat answered and said no)
  x Unreachable             (WeChat did not answer)
"""


class WeChatError(Exception):
    """Base class of everything that goes wrong with WeChat."""


class BadKey(WeChatError):
    """The EncodingAESKey is not the 43 letters and digits of the console."""


class Rejected(WeChatError):
    """The request is not one of WeChat's, or is damaged."""


class BadSignature(Rejected):
    """The signature is missing or is another one."""


class Stale(Rejected):
    """The request was signed too long ago, or in the future."""


class BadCipher(Rejected):
    """None of our keys opens the envelope."""


class WrongApp(Rejected):
    """The envelope was closed for another account."""


class BadXml(Rejected):
    """The body is no message in XML."""


class ApiError(WeChatError):
    """WeChat's interface refused a call; ``code`` is its errcode."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(f"errcode {code}: {message}" if message else f"errcode {code}")
        self.code = code
        self.message = message


class Unreachable(WeChatError):
    """WeChat gave no answer; ``maybe_received``: what was sent may have arrived."""

    def __init__(self, *, maybe_received: bool) -> None:
        super().__init__("WeChat did not answer")
        self.maybe_received = maybe_received
