"""Writes to followers, and says in the outbox's words what WeChat said to it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from api.wechat.rendering import parts
from api.wechat.texts import Texts, load_texts
from helpdesk.config import Settings
from helpdesk.models import Reply
from helpdesk.notifications import Notice, Outcome, Receipt
from helpdesk.rules import rules
from wechat.client import Client
from wechat.codes import Remedy, remedy
from wechat.errors import ApiError, Unreachable
from wechat.text import clean, split

NOTICES = Path(__file__).with_name("notices.yml")
FIELD_LENGTH = 20  # characters that a notice shows of a field
OUTCOMES: Mapping[Remedy, Outcome] = {
    Remedy.retry: Outcome.busy,
    Remedy.refresh: Outcome.busy,  # the client did, as often as it may
    Remedy.shorten: Outcome.too_long,
    Remedy.window: Outcome.shut,
    Remedy.quota: Outcome.shut,
    Remedy.opt_in: Outcome.unwanted,
    Remedy.stop: Outcome.gone,
    Remedy.operator: Outcome.misconfigured,
}


class WeChatMessenger:
    """Sends by WeChat's interface."""

    def __init__(
        self,
        client: Client,
        *,
        texts: Texts,
        notice_ids: Mapping[str, str],
        needs_opt_in: bool,
    ) -> None:
        self._client = client
        self._texts = texts
        self._notice_ids = notice_ids
        self.needs_opt_in = needs_opt_in

    def parts(self, replies: Sequence[Reply]) -> list[str]:
        """Write replies as the messages that they are sent as."""
        return parts(replies, self._texts)

    def smaller(self, part: str) -> list[str]:
        """Split what WeChat found too long, in the middle of its bytes."""
        return split(part, limit=max(len(part.encode()) // 2, 1))

    def notice_id(self, name: str) -> str | None:
        """Return the platform's id of a notice, None where there is none."""
        return self._notice_ids.get(name)

    async def write(self, openid: str, text: str) -> Receipt:
        """Send a customer-service message."""
        try:
            await self._client.send_text(openid, text)
        except (ApiError, Unreachable) as error:
            return _receipt(error)
        return Receipt(Outcome.taken)

    async def notify(self, openid: str, notice: Notice) -> Receipt:
        """Send a notice, of the kind that the account has."""
        template, fields = self._notice_ids[notice.name], _fields(notice)
        try:
            if self.needs_opt_in:
                await self._client.send_subscription(openid, template, fields)
                return Receipt(Outcome.taken)
            sent = await self._client.send_template(openid, template, fields)
        except (ApiError, Unreachable) as error:
            return _receipt(error)
        return Receipt(Outcome.taken, provider_id=sent)


def messenger(client: Client, settings: Settings) -> WeChatMessenger:
    """Return the messenger that the settings ask for."""
    kind = settings.wechat_notices
    return WeChatMessenger(
        client,
        texts=load_texts(),
        notice_ids={} if kind == "none" else settings.wechat_notice_ids,
        needs_opt_in=kind == "subscription",
    )


def _receipt(error: ApiError | Unreachable) -> Receipt:
    if isinstance(error, ApiError):
        return Receipt(OUTCOMES[remedy(error.code)], why=str(error.code))
    outcome = Outcome.unsure if error.maybe_received else Outcome.busy
    return Receipt(outcome, why=str(error))


def _fields(notice: Notice) -> dict[str, str]:
    names: Mapping[str, str] = rules(NOTICES)[notice.name]
    return {names[name]: _short(clean(text)) for name, text in notice.fields.items()}


def _short(text: str) -> str:
    return text if len(text) <= FIELD_LENGTH else text[: FIELD_LENGTH - 1] + "…"
