"""Binding: which WeChat accounts know a member without asking again."""

from collections.abc import Iterator, Mapping, Sequence

from rasa_sdk.events import SlotSet

from actions import readers, words
from actions.forms import CONFIRMED, Field, Form, Takes, cleared, finished
from actions.identity import PURPOSE, is_proved, verify_first
from actions.persons import acting
from actions.readers import NOTHING, Reader, Values
from actions.starting import rests, starts
from actions.turn import Turn
from actions.work import Events, Step, Work
from helpdesk.clock import SHENZHEN
from helpdesk.errors import NotFound
from helpdesk.identity import BoundChannel, bindings, identity
from helpdesk.members import members
from helpdesk.models import ChannelKind, Conversation, Member

BIND = "action_bind_channel"
UNBIND = "action_begin_unbinding"
TELL = "action_list_bindings"
UNBINDING_SERVICE, LISTING_SERVICE = "unbind_channel", "list_channels"

ACCOUNT = "binding"
SHOWN = "binding_shown"
AMONG = (
    "bindings"  # [key, how it is called, how it ends] of each account to choose from
)
LISTED = "bindings_listed"


def _choose(turn: Turn) -> Values:
    """Take the account that is named by its place in the list or by its end."""
    among = turn.slots.get(AMONG) or ()
    for key, shown, ending in among:
        if ending and ending in turn.text:
            return {ACCOUNT: key, SHOWN: shown}
    place = words.one_of(turn.text, "nth")
    if place is None or int(place) > len(among):
        return NOTHING
    key, shown, _ = among[int(place) - 1]
    return {ACCOUNT: key, SHOWN: shown}


UNBINDING = Form(
    "unbind_form",
    (Field(ACCOUNT, Reader(readers.nothing, _choose), Takes.words),),
    no_ends=True,
)


async def bind(work: Work) -> Events:
    """Bind this WeChat account by a proof; elsewhere say where that is done."""
    conversation = await work.conversation()
    if conversation.channel is not ChannelKind.wechat:
        work.say("utter_binding_elsewhere")
        return rests(work, [])
    member_id = await bindings.bound_member(work.session, conversation)
    if member_id is None:
        work.say("utter_binding_begun")
        return verify_first(BIND)
    if work.turn.filled(PURPOSE) != BIND:  # else the proof itself has just told
        profile = await members.profile(work.session, member_id)
        work.say("utter_bound_already", name=profile.masked_name)
    return rests(work, cleared((PURPOSE,)))


async def tell(work: Work) -> Events:
    """Tell which accounts are bound."""
    conversation = await work.conversation()
    if await _knows_nobody(work, conversation):
        work.say("utter_nothing_bound")
        return rests(work, [])
    if not await is_proved(work, LISTING_SERVICE):
        return verify_first(TELL, LISTING_SERVICE)
    member_id = await identity.matched_member(work.session, conversation)
    accounts = await _accounts(work, member_id)
    if not accounts:
        work.say("utter_nothing_bound_anywhere")
        return rests(work, cleared((PURPOSE,)))
    listed = _listed(work.turn, accounts, conversation)
    work.say("utter_bindings_told", count=len(accounts), list=listed)
    return rests(work, cleared((PURPOSE,)))


async def begin_unbinding(work: Work) -> Events:
    """Ask a proved member which account is to go, and whether it really is to go."""
    conversation = await work.conversation()
    is_about_this = work.turn.intent == UNBINDING_SERVICE
    if is_about_this and await _knows_nobody(work, conversation):
        work.say("utter_nothing_bound")
        return rests(work, [])
    if not await is_proved(work, UNBINDING_SERVICE):
        return verify_first(UNBIND, UNBINDING_SERVICE)
    member = await identity.member_of(work.session, conversation)
    accounts = await _accounts(work, member.id if member else None)
    if not accounts:
        work.say("utter_nothing_bound_anywhere")
        return rests(work, cleared((PURPOSE,)))
    return starts(UNBINDING, _asked(work.turn, accounts, conversation))


async def unbind(work: Work) -> Events:
    """Take a binding away, if that was confirmed."""
    if not work.turn.slots.get(CONFIRMED):
        work.say("utter_binding_kept")
        return _done(work)
    if not await is_proved(work, UNBINDING_SERVICE):
        return verify_first(UNBIND, UNBINDING_SERVICE)
    conversation = await work.conversation()
    member = await identity.member_of(work.session, conversation)
    account = work.turn.filled(ACCOUNT)
    if member is not None:
        await _unbound(work, member, int(account))
    is_this = account == str(conversation.identity_id)
    work.say("utter_unbound_here" if is_this else "utter_unbound")
    return _done(work)


async def _unbound(work: Work, member: Member, account: int) -> None:
    """Unbind an account; one that is gone already is what was wanted."""
    try:
        await bindings.unbind_channel(
            work.session, member.id, account, by=acting(member)
        )
    except NotFound:
        return


async def _knows_nobody(work: Work, conversation: Conversation) -> bool:
    """Tell whether this is a WeChat account that is bound to nobody."""
    if conversation.channel is not ChannelKind.wechat:
        return False
    return await bindings.bound_member(work.session, conversation) is None


async def _accounts(work: Work, member_id: int | None) -> list[BoundChannel]:
    """Return a member's accounts that stay bound."""
    if member_id is None:
        return []
    bound = await bindings.channels_of(work.session, member_id)
    return [channel for channel in bound if channel.lasts]


def _asked(
    turn: Turn, accounts: Sequence[BoundChannel], conversation: Conversation
) -> Mapping[str, object]:
    """Return what the form begins with; the only account need not be chosen."""
    among = [
        [str(account.identity_id), _called(turn, account, conversation), account.ending]
        for account in accounts
    ]
    [key, shown, _] = among[0] if len(among) == 1 else [None, None, None]
    return {
        ACCOUNT: key,
        SHOWN: shown,
        AMONG: among,
        LISTED: _listed(turn, accounts, conversation),
    }


def _called(turn: Turn, account: BoundChannel, conversation: Conversation) -> str:
    """Return how an account is called in a sentence."""
    shown = words.words()["shown"]
    if account.identity_id == conversation.identity_id:
        return str(shown["binding_here"])
    name = "binding_called_spoken" if turn.spoken else "binding_called"
    return str(shown[name].format(day=_day(account), ending=account.ending))


def _listed(
    turn: Turn, accounts: Sequence[BoundChannel], conversation: Conversation
) -> str:
    """Number the accounts, each on a line of its own."""
    return ("" if turn.spoken else "\n").join(_lines(turn, accounts, conversation))


def _lines(
    turn: Turn, accounts: Sequence[BoundChannel], conversation: Conversation
) -> Iterator[str]:
    shown = words.words()["shown"]
    for n, account in enumerate(accounts, start=1):
        yield shown["binding_spoken" if turn.spoken else "binding"].format(
            n=n,
            nth=shown["nth"][n - 1],
            called=_called(turn, account, conversation),
        )


def _day(account: BoundChannel) -> str:
    if account.since is None:
        return words.unknown()
    return words.deadline(account.since.astimezone(SHENZHEN).date())


def _done(work: Work) -> Events:
    events = finished(UNBINDING, work.turn, work.say)
    return [*events, *cleared((SHOWN, AMONG, LISTED)), SlotSet(PURPOSE, None)]


PURPOSES: Mapping[str, Step] = {BIND: bind, UNBIND: begin_unbinding, TELL: tell}
ACTIONS: Mapping[str, Step] = {**PURPOSES, "action_unbind": unbind}
FORMS = (UNBINDING,)
