"""Fetches evidence from WeChat, and says in its words why there is none."""

from helpdesk.errors import FetchFailed, Gone, TooLarge
from helpdesk.evidence import Fetch, Fetched
from wechat import errors
from wechat.client import Client

INVALID_MEDIA = 40007  # also what is older than three days


def fetcher(client: Client) -> Fetch:
    """Return what fetches with this client."""

    async def fetch(media_id: str, largest: int) -> Fetched:
        try:
            media = await client.media(media_id, largest=largest)
        except errors.TooLarge:
            raise TooLarge("larger than what is kept") from None
        except errors.ApiError as error:
            kind = Gone if error.code == INVALID_MEDIA else FetchFailed
            raise kind(str(error)) from None
        except errors.WeChatError as error:
            raise FetchFailed(str(error)) from None
        return Fetched(media.content, media.name)

    return fetch
