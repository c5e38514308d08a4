"""The account page: bind this WeChat account, see what is bound, take it away."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from api.forms import Form
from api.senders import address_of
from api.services import Services, Use
from api.wechat.account import login, refusals
from api.wechat.account.fields import code_of, phone_of, tail_of
from api.wechat.account.pages import Ended, PageRoute, render
from api.wechat.account.standing import Account, Standing, standing_of
from api.wechat.account.visit import PATH, cookie_of, our_form, token_for
from api.wechat.account.words import words
from helpdesk.audit import Actor
from helpdesk.database import unit_of_work
from helpdesk.errors import HelpdeskError, NotFound
from helpdesk.identity import bindings, identity, logins
from helpdesk.models import AuthorKind, Conversation

UNBINDING = "unbind_channel"
AGAIN, CODE = "again", "code"
"""Steps that the address names: give phone and ID number anew, fill in the code."""

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)


@router.get("")
async def account(
    request: Request,
    services: Use,
    step: str = "",
    remove: str = "",
    done: str = "",
) -> Response:
    """Show how this WeChat account stands; who is not known yet goes to WeChat."""
    cookie = cookie_of(request, services.settings)
    async with unit_of_work(services.sessions) as session:
        conversation = await logins.of(session, cookie)
        if conversation is None:
            standing = None
        else:
            standing = await standing_of(session, conversation)
    if standing is None:
        return await login.send_to_wechat(request, services)
    asked = {"step": step, "remove": remove}
    return _page(standing, cookie, asked, note=words().done.get(done))


@router.post("/code")
async def send_code(request: Request, services: Use) -> Response:
    """Send a code: to the phone that was given, or to that of the bound member."""
    cookie, form = await our_form(request, services.settings)
    is_given = "phone" in form
    try:
        async with unit_of_work(services.sessions) as session:
            conversation = await _visitor(session, request, cookie)
            if is_given:
                await identity.request_code(
                    session, conversation, phone=phone_of(form), id_tail=tail_of(form)
                )
            else:
                await bindings.request_code(session, conversation)
    except HelpdeskError as error:
        step = AGAIN if is_given else ""
        return await _refused(services, cookie, {**form, "step": step}, error)
    return _back(step=CODE, remove=form.get("remove", ""))


@router.post("/confirm")
async def confirm(request: Request, services: Use) -> Response:
    """Check the code: it binds who was not bound, and proves who was."""
    cookie, form = await our_form(request, services.settings)
    try:
        async with unit_of_work(services.sessions) as session:
            conversation = await _visitor(session, request, cookie)
            verified = await identity.confirm_code(
                session, conversation, code=code_of(form)
            )
    except HelpdeskError as error:
        return await _refused(services, cookie, {**form, "step": CODE}, error)
    binding = verified.binding
    done = "let_go" if binding.let_go else "bound" if binding.is_new else "proved"
    return _back(done=done, remove=form.get("remove", ""))


@router.post("/remove")
async def remove_account(request: Request, services: Use) -> Response:
    """Take a binding away, once the member is proved and has said yes."""
    cookie, form = await our_form(request, services.settings)
    try:
        async with unit_of_work(services.sessions) as session:
            conversation = await _visitor(session, request, cookie)
            address = address_of(request)
            is_this = await _removed(session, conversation, form, address)
    except HelpdeskError as error:
        return await _refused(services, cookie, form, error)
    return _back(done="here" if is_this else "removed")


async def _removed(
    session: AsyncSession, conversation: Conversation, form: Form, address: str
) -> bool:
    """Unbind the account that the form names; tell whether it is the visitor's own."""
    await identity.require(session, conversation, service=UNBINDING)
    member = await identity.member_of(session, conversation)
    bound = (await standing_of(session, conversation)).bound
    named = bound and bound.account(form.get("remove", ""))
    if member is None or not named:
        raise NotFound("no such binding")
    by = Actor(AuthorKind.member, member_id=member.id, address=address or None)
    await bindings.unbind_channel(session, member.id, named.id, by=by)
    return named.is_this


async def _visitor(
    session: AsyncSession, request: Request, cookie: str
) -> Conversation:
    """Return the visitor's conversation; tries are counted at the address too."""
    conversation = await logins.of(session, cookie)
    if conversation is None:
        raise Ended
    address = address_of(request)
    if address:
        await identity.note_address(session, conversation, address)
    return conversation


async def _refused(
    services: Services, cookie: str, form: Form, error: HelpdeskError
) -> Response:
    """Show the page again with what went wrong and what to do."""
    status, said = refusals.told(error)
    async with unit_of_work(services.sessions) as session:
        conversation = await logins.of(session, cookie)
        if conversation is None:
            raise Ended
        standing = await standing_of(session, conversation)
    return _page(standing, cookie, form, error=said, status=status)


def _page(
    standing: Standing,
    cookie: str,
    asked: Form,
    *,
    status: int = 200,
    note: str | None = None,
    error: str | None = None,
) -> Response:
    """Render the page that fits how the account stands and what is asked."""
    bound = standing.bound
    named = bound.account(asked.get("remove", "")) if bound else None
    return render(
        _template(standing, named, asked.get("step", "")),
        status=status,
        standing=standing,
        remove=named,
        token=token_for(cookie),
        phone=asked.get("phone", ""),
        note=note,
        error=error,
    )


def _template(standing: Standing, remove: Account | None, step: str) -> str:
    """Choose the page.

    A code that the chat sent is asked for here too, but only who came for it.
    """
    if step == AGAIN:
        return "identify"
    is_bound = standing.bound is not None
    if standing.code_to and (step == CODE or not is_bound):
        return "code"
    if not is_bound:
        return "identify"
    if remove is None:
        return "bound"
    return "remove" if standing.is_proved else "prove"


def _back(**asked: str) -> RedirectResponse:
    """Go back to the page: a reload then sends nothing twice."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return RedirectResponse(f"{PATH}?{query}" if query else PATH, 303)
