"""What our own callback answers, when somebody knocks as WeChat does."""

import secrets
import time
from collections.abc import AsyncIterator
from http import HTTPStatus

import httpx

from gonghui.findings import Finding, fine, wrong
from helpdesk.config import Settings
from wechat.standin.account import Account
from wechat.standin.envelopes import pack, signed
from wechat.standin.happenings import event

PATIENCE = 5.0  # seconds that WeChat waits
NOBODY = "oGonghuiDoctor00000000000000"
EVENT = "gonghui_doctor"  # a kind of event that nobody knows: taken, and nothing done

REMEDIES = {
    HTTPStatus.NOT_FOUND: "the process at this address has no WeChat settings, or the "
    "proxy does not pass /wechat on",
    HTTPStatus.FORBIDDEN: "the process at this address has another token or key: "
    "start it again with these settings",
}


async def look(http: httpx.AsyncClient, settings: Settings) -> AsyncIterator[Finding]:
    """Ask for the echo, then deliver an event that nobody knows."""
    account = _account(settings)
    echo = secrets.token_hex(8)
    query = signed(account, str(int(time.time())), secrets.token_hex(5))
    asked = http.build_request(
        "GET", account.callback, params=query | {"echostr": echo}
    )
    found = await _knock(http, asked, name="challenge", expected=echo)
    yield found
    if found.remedy:
        return
    head = {
        "ToUserName": "gh_doctor",
        "FromUserName": NOBODY,
        "CreateTime": int(time.time()),
    }
    envelope = pack(account, head | event(EVENT), openid=NOBODY)
    delivered = http.build_request(
        "POST",
        account.callback,
        params=envelope.query,
        content=envelope.body,
        headers={"Content-Type": "text/xml"},
    )
    yield await _knock(http, delivered, name="delivery", expected="success")


def _account(settings: Settings) -> Account:
    """Return the account as the console shows it; what is not set can not be tried."""
    token, key = settings.wechat_token, settings.wechat_encoding_aes_key
    return Account(
        app_id=settings.wechat_app_id or "",
        secret="",
        token=token.get_secret_value() if token else "",
        aes_key=key.get_secret_value() if key else "A" * 43,
        callback=f"{(settings.public_url or '').rstrip('/')}/wechat",
        mode=settings.wechat_mode,
    )


async def _knock(
    http: httpx.AsyncClient, request: httpx.Request, *, name: str, expected: str
) -> Finding:
    where = f"callback {request.url.copy_with(query=None)}, {name}"
    begun = time.perf_counter()
    try:
        answer = await http.send(request)
    except httpx.HTTPError as error:
        return wrong(
            f"{where}: not reached ({type(error).__name__})",
            "start the assistant; look at DNS, certificate, firewall and proxy",
        )
    seconds = time.perf_counter() - begun
    if answer.status_code != HTTPStatus.OK or answer.text != expected:
        status = HTTPStatus(answer.status_code)
        return wrong(
            f"{where}: answers {status.value} {status.phrase}, not what WeChat expects",
            REMEDIES.get(
                status, "the proxy has to pass /wechat on without changing it"
            ),
        )
    if seconds > PATIENCE:
        return wrong(f"{where}: takes {seconds:.1f} s", "WeChat hangs up after 5 s")
    return fine(f"{where}: right, {seconds * 1000:.0f} ms")
