"""WeChat's side of the callback and of its interface; keys and people are invented."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import httpx
import pytest

from tests.wechat.interface import APP_ID, SECRET, Store, WeChat
from wechat.callback import Callback, Mode
from wechat.client import Client
from wechat.crypto import Cipher, signature
from wechat.inbound import Inbound, read

NOW = 1_764_000_000
OPENID = "oDEMO-wanderarbeiter_0000001"
ACCOUNT = "gh_demo0000000a"
MSG_ID = "23456789012345678"


@dataclass(frozen=True)
class Platform:
    """What the console holds, and the requests that WeChat makes of it."""

    token: str = "invented-token"
    app_id: str = "wxdemo0123456789ab"
    key: str = "k3Y" * 14 + "w"
    previous_key: str = "old" * 14 + "4"
    nonce: str = "866043321084"

    def callback(self, mode: Mode = Mode.safe, *, keys: int = 2) -> Callback:
        both = (self.key, self.previous_key)
        return Callback(self.token, self.app_id, both[:keys], mode)

    def cipher(self, *, key: str | None = None, app_id: str | None = None) -> Cipher:
        return Cipher(key or self.key, app_id or self.app_id)

    def query(self, *, encrypted: str | None = None, now: int = NOW) -> dict[str, str]:
        moment = str(now)
        query = {
            "signature": signature(self.token, moment, self.nonce),
            "timestamp": moment,
            "nonce": self.nonce,
            "openid": OPENID,
        }
        if encrypted is not None:
            query["encrypt_type"] = "aes"
            query["msg_signature"] = signature(
                self.token, moment, self.nonce, encrypted
            )
        return query

    def delivery(
        self, xml: str, *, cipher: Cipher | None = None, now: int = NOW
    ) -> tuple[dict[str, str], bytes]:
        """Return the query and the body of an encrypted delivery."""
        encrypted = (cipher or self.cipher()).encrypt(xml)
        return self.query(encrypted=encrypted, now=now), self.envelope(encrypted)

    def envelope(self, encrypted: str) -> bytes:
        return (
            f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>"
            f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        ).encode()


def opt_ins(name: str, answers: list[tuple[str, str]]) -> str:
    """Write what a follower answered to each template."""
    entries = "".join(
        f"<List><TemplateId><![CDATA[{template}]]></TemplateId>"
        f"<SubscribeStatusString><![CDATA[{answer}]]></SubscribeStatusString>"
        "<PopupScene>1</PopupScene></List>"
        for template, answer in answers
    )
    return f"<SubscribeMsg{name}Event>{entries}</SubscribeMsg{name}Event>"


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def now() -> int:
    return NOW


@pytest.fixture
def openid() -> str:
    return OPENID


@pytest.fixture
def account() -> str:
    return ACCOUNT


@pytest.fixture
def xml_of() -> Callable[..., str]:
    """Write a body as WeChat does: texts in CDATA, what is XML already as it is."""

    def write(kind: str, inside: str = "", **fields: object) -> str:
        written = "".join(
            f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items()
        )
        return (
            f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>"
            f"<FromUserName><![CDATA[{OPENID}]]></FromUserName>"
            f"<CreateTime>{NOW}</CreateTime>"
            f"<MsgType><![CDATA[{kind}]]></MsgType>{written}{inside}</xml>"
        )

    return write


@pytest.fixture
def event(xml_of: Callable[..., str]) -> Callable[..., Inbound]:
    """Read an event."""
    return lambda name, inside="", **fields: read(
        xml_of("event", inside, Event=name, **fields)
    )


@pytest.fixture
def text_xml(xml_of) -> str:
    return xml_of("text", Content="老板不发工资", MsgId="23456789012345678")


@pytest.fixture
def wechat() -> WeChat:
    return WeChat()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
async def client(wechat: WeChat, store: Store) -> AsyncIterator[Client]:
    client = Client(
        APP_ID,
        SECRET,
        base="https://api.weixin.qq.com",
        tokens=store,
        transport=httpx.MockTransport(wechat),
        now=lambda: wechat.at,
    )
    yield client
    await client.close()
