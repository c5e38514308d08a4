"""Consent: given and withdrawn, purpose by purpose; the newest word counts."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor, audit
from helpdesk.consents.repository import ConsentRepository
from helpdesk.consents.texts import consent_text
from helpdesk.errors import InvalidInput
from helpdesk.models import (
    AuditAction,
    AuditSubject,
    ChannelKind,
    Consent,
    ConsentPurpose,
    ConsentState,
)


class ConsentService:
    """Keeps what people allowed, with the version of the words they saw."""

    async def say(
        self,
        session: AsyncSession,
        purpose: ConsentPurpose,
        state: ConsentState,
        *,
        channel: ChannelKind,
        by: Actor,
        member_id: int | None = None,
        identity_id: int | None = None,
    ) -> Consent:
        """Note a person's word on the words of today; the same word again is none."""
        if member_id is None and identity_id is None:
            raise InvalidInput("a consent is somebody's")
        version = consent_text(purpose).version
        latest = await ConsentRepository(session).latest(
            purpose, member_id=member_id, identity_id=identity_id
        )
        if latest and (latest.state, latest.text_version) == (state, version):
            return latest
        consent = Consent(
            member_id=member_id,
            identity_id=identity_id,
            purpose=purpose,
            state=state,
            channel=channel,
            text_version=version,
        )
        session.add(consent)
        await session.flush()
        await audit.record(
            session,
            AuditAction.created,
            AuditSubject.consent,
            consent.id,
            by=by,
            after={"purpose": purpose, "state": state, "version": version},
        )
        return consent

    async def holds(
        self,
        session: AsyncSession,
        purpose: ConsentPurpose,
        *,
        member_id: int | None = None,
        identity_id: int | None = None,
    ) -> bool:
        """Tell whether a person's consent holds: given, and to the words of today."""
        latest = await ConsentRepository(session).latest(
            purpose, member_id=member_id, identity_id=identity_id
        )
        if latest is None or latest.state is ConsentState.withdrawn:
            return False
        return latest.text_version == consent_text(purpose).version


consents = ConsentService()
