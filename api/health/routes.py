"""For supervisors and monitors: alive, able to answer, figures."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from api.errors import answer
from api.services import Use

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "alive"}


@router.get("/readyz")
async def ready(services: Use) -> JSONResponse:
    """Tell whether a real message was answered through the bot."""
    if await services.readiness.check():
        return JSONResponse({"status": "ready"})
    return answer(HTTPStatus.SERVICE_UNAVAILABLE, services.texts.not_ready)


@router.get("/metrics")
async def metrics(services: Use) -> Response:
    """Give the figures to Prometheus."""
    return Response(services.measures.exposition(), media_type=CONTENT_TYPE_LATEST)
