"""Webhooks: who is told of what happens to tickets."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.rest.gate import Called, RestRoute
from api.rest.once import IdempotencyKey, once
from api.rest.problems import described
from api.rest.views import Moment, View
from api.services import Services, Use
from helpdesk.database import read_only, unit_of_work
from helpdesk.idempotency import Answer
from helpdesk.models import (
    DeliveryState,
    HookDelivery,
    HookEvent,
    HookState,
    Webhook,
)
from helpdesk.webhooks import Fence, Made, fence_of, webhooks

router = APIRouter(prefix="/webhooks", route_class=RestRoute, tags=["webhooks"])

Key = Annotated[int, Path(ge=1, lt=2**31)]
Url = Annotated[
    str,
    Field(
        max_length=500,
        description="https, without a password; nothing inside the house is called",
    ),
]
Events = Annotated[list[HookEvent], Field(min_length=1, max_length=len(HookEvent))]


class WebhookView(View):
    """An address that is told; its key is told once, when it is made."""

    id: int
    url: str
    events: list[HookEvent]
    state: HookState = Field(description="paused by hand, or after many failures")
    failures: int = Field(description="failed calls since the last that went well")
    rests_until: Moment | None = Field(description="not called before")
    created_at: Moment


class MadeView(WebhookView):
    """A webhook with the key that signs its calls."""

    secret: str = Field(description="told this once")


class WebhookList(View):
    """Every webhook of the token's part of the union."""

    items: list[WebhookView]


class DeliveryView(View):
    """One event for one webhook."""

    key: str = Field(description="the event's id, the same with every try")
    event: HookEvent
    state: DeliveryState
    tries: int
    created_at: Moment
    due_at: Moment = Field(description="tried next, while it waits")
    sent_at: Moment | None
    error: str | None = Field(description="why the last call failed")


class DeliveryList(View):
    """The newest deliveries."""

    items: list[DeliveryView]


class NewWebhook(BaseModel):
    """An address that wants to be told."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "url": "https://hooks.example.com/gonghui",
                "events": ["ticket.opened", "ticket.resolved"],
            }
        },
    )

    url: Url
    events: Events


class WebhookChanges(BaseModel):
    """What to change; what is not sent stays."""

    model_config = ConfigDict(extra="forbid")

    url: Url | None = None
    events: Events | None = None
    state: HookState | None = None


@router.get("", responses=described())
async def list_webhooks(services: Use, caller: Called) -> WebhookList:
    """List the webhooks of the token's part of the union."""
    async with read_only(services.sessions) as session:
        found = await webhooks.list_within(session, caller.scope)
    return WebhookList(items=[_view(webhook) for webhook in found])


@router.post(
    "",
    status_code=201,
    response_model=MadeView,
    responses=described("conflict", "key-reused"),
)
async def add_webhook(
    body: NewWebhook,
    request: Request,
    services: Use,
    caller: Called,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Set a webhook up; it is told of the token's part of the union."""

    async def work(session: AsyncSession) -> Answer:
        made = await webhooks.add(
            session,
            url=body.url,
            events=body.events,
            scope=caller.scope,
            fence=_fence(services),
            by=caller.actor,
        )
        place = f"/api/v1/webhooks/{made.webhook.id}"
        return Answer(201, _made(made), {"Location": place})

    return await once(request, services, caller, idempotency_key, work)


@router.get("/{key}", responses=described("not-found"))
async def show_webhook(key: Key, services: Use, caller: Called) -> WebhookView:
    """Show a webhook."""
    async with read_only(services.sessions) as session:
        return _view(await webhooks.find(session, key, scope=caller.scope))


@router.patch("/{key}", responses=described("not-found"))
async def change_webhook(
    key: Key, body: WebhookChanges, services: Use, caller: Called
) -> WebhookView:
    """Change a webhook; `active` calls one again that was paused."""
    async with unit_of_work(services.sessions) as session:
        webhook = await webhooks.find(session, key, scope=caller.scope)
        await webhooks.change(
            session,
            webhook,
            by=caller.actor,
            fence=_fence(services),
            url=body.url,
            events=body.events,
            state=body.state,
        )
        return _view(webhook)


@router.delete("/{key}", status_code=204, responses=described("not-found"))
async def remove_webhook(key: Key, services: Use, caller: Called) -> None:
    """Take a webhook away, with everything it was still to be told."""
    async with unit_of_work(services.sessions) as session:
        webhook = await webhooks.find(session, key, scope=caller.scope)
        await webhooks.remove(session, webhook, by=caller.actor)


@router.post(
    "/{key}/secret",
    status_code=201,
    response_model=MadeView,
    responses=described("not-found", "key-reused"),
)
async def rotate_secret(
    key: Key,
    request: Request,
    services: Use,
    caller: Called,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give a new key; for a day the one before signs as well."""

    async def work(session: AsyncSession) -> Answer:
        webhook = await webhooks.find(session, key, scope=caller.scope)
        made = await webhooks.rotate(session, webhook, by=caller.actor)
        return Answer(201, _made(made))

    return await once(request, services, caller, idempotency_key, work)


@router.get("/{key}/deliveries", responses=described("not-found"))
async def list_deliveries(
    key: Key,
    services: Use,
    caller: Called,
    state: DeliveryState | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> DeliveryList:
    """List what was or is to be told, the newest first; `failed` are dead letters."""
    async with read_only(services.sessions) as session:
        webhook = await webhooks.find(session, key, scope=caller.scope)
        found = await webhooks.deliveries(session, webhook, state=state, limit=limit)
    return DeliveryList(items=[_delivery(one) for one in found])


@router.post(
    "/{key}/deliveries/{delivery}/retry",
    status_code=202,
    responses=described("not-found", "conflict"),
)
async def retry_delivery(
    key: Key,
    delivery: Annotated[str, Path(pattern=r"^evt_[0-9a-f]{32}$")],
    services: Use,
    caller: Called,
) -> None:
    """Try a dead letter again, for another day."""
    async with unit_of_work(services.sessions) as session:
        webhook = await webhooks.find(session, key, scope=caller.scope)
        await webhooks.retry(session, webhook, delivery, by=caller.actor)


def _fence(services: Services) -> Fence:
    return fence_of(services.settings)


def _view(webhook: Webhook) -> WebhookView:
    return WebhookView(
        id=webhook.id,
        url=webhook.url,
        events=[HookEvent(event) for event in webhook.events],
        state=webhook.state,
        failures=webhook.failures,
        rests_until=webhook.rests_until,
        created_at=webhook.created_at,
    )


def _made(made: Made) -> dict[str, object]:
    view = MadeView(**_view(made.webhook).model_dump(), secret=made.secret)
    return view.model_dump(mode="json")


def _delivery(one: HookDelivery) -> DeliveryView:
    return DeliveryView(
        key=one.key,
        event=one.event,
        state=one.state,
        tries=one.tries,
        created_at=one.created_at,
        due_at=one.due_at,
        sent_at=one.sent_at,
        error=one.error,
    )
