"""What followers are to be told, and a messenger that answers as it is told to."""

from sqlalchemy import select

from helpdesk.database import read_only, unit_of_work
from helpdesk.followers import Contact, followers
from helpdesk.models import OutboxItem
from helpdesk.notifications import Notice, Outcome, Receipt, notifications

OPENID = "oDEMO-follower-1"
TAKEN = Receipt(Outcome.taken)
NOTICE = Notice("ticket", {"status": "已办结"})


class Post:
    """A messenger that keeps what it was given, and answers as it is told to."""

    needs_opt_in = False

    def __init__(self, *receipts):
        self.sent, self.notices, self.receipts = [], [], list(receipts)
        self.ids = {}

    def parts(self, replies):
        texts = [line for reply in replies for line in reply.text.split("|")]
        return texts + [button.title for reply in replies for button in reply.buttons]

    def smaller(self, part):
        middle = len(part) // 2
        return [part[:middle], part[middle:]] if middle else [part]

    def notice_id(self, name):
        return self.ids.get(name)

    async def write(self, openid, text):
        self.sent.append((openid, text))
        return self.receipts.pop(0) if self.receipts else TAKEN

    async def notify(self, openid, notice):
        self.notices.append((openid, notice))
        return self.receipts.pop(0) if self.receipts else TAKEN

    @property
    def texts(self):
        return [text for _, text in self.sent]


class Outbox:
    """What a test asks of the outbox, each in a unit of work of its own."""

    def __init__(self, sessions):
        self._sessions = sessions

    async def follow(self, openid=OPENID, contact=Contact.message):
        async with unit_of_work(self._sessions) as session:
            return (await followers.contacted(session, openid, contact)).identity_id

    async def tell(self, identity_id, text, number=1, **more):
        async with unit_of_work(self._sessions) as session:
            await notifications.tell(
                session,
                identity_id,
                text=text,
                request_key=f"ticket_event:{number}",
                **more,
            )

    async def deliver(self, post, rounds=20):
        for _ in range(rounds):
            await notifications.deliver_to_followers(self._sessions, post)

    async def items(self):
        async with read_only(self._sessions) as session:
            return list(await session.scalars(select(OutboxItem)))

    async def states(self):
        return [item.state.value for item in await self.items()]
