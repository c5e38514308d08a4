"""Media: taken in, given out, forgotten when there are too many."""

import time
from typing import Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from wechat.standin.calls import Call, api
from wechat.standin.errcodes import Refusal
from wechat.standin.world import Medium

KINDS = frozenset(("image", "voice", "video", "thumb"))
LARGEST = 10 * 1024 * 1024  # bytes


async def upload(call: Call) -> dict[str, Any]:
    """Keep a file that the account sends."""
    kind = call.query.get("type")
    if kind not in KINDS:
        raise Refusal(40004)
    async with call.request.form(max_files=1, max_part_size=LARGEST) as form:
        file = form.get("media")
        if not isinstance(file, UploadFile):
            raise Refusal(41005)
        content = await file.read()
        if not content or len(content) > LARGEST:
            raise Refusal(40006)
        media_type = file.content_type or "application/octet-stream"
        medium = Medium(content, media_type, file.filename or "file", kind == "video")
    media_id = call.world.keep(medium)
    return {"type": kind, "media_id": media_id, "created_at": int(time.time())}


async def get(call: Call) -> Response | dict[str, Any]:
    """Give out a file; of a video only its address, as WeChat does."""
    media_id = call.query.get("media_id", "")
    medium = call.world.media.get(media_id)
    if medium is None:
        raise Refusal(40007)
    if medium.is_video:
        base = call.request.base_url
        return {"video_url": f"{base}standin/media/{media_id}"}
    return file_response(medium)


def file_response(medium: Medium) -> Response:
    """Return a file with its name."""
    named = f"attachment; filename=\"media\"; filename*=utf-8''{quote(medium.name)}"
    return Response(
        medium.content,
        media_type=medium.media_type,
        headers={"Content-Disposition": named},
    )


ROUTES: list[Route] = [
    api("/cgi-bin/media/upload", upload),
    api("/cgi-bin/media/get", get, method="GET"),
]
