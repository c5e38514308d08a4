"""Tables for spreadsheets: who gets which rows, what stands in them, what is left."""

import csv
import io
import zipfile

import openpyxl
import pytest
from sqlalchemy import select

from helpdesk import clock, spool
from helpdesk.audit import Actor
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    AuthorKind,
    Export,
    ExportState,
    Member,
    Officer,
    Organisation,
    OrganisationKind,
)
from helpdesk.reports.exports import (
    Form,
    NothingThere,
    Opened,
    Request,
    TooMany,
    exports,
    writer,
)
from helpdesk.reports.exports.cells import RULES, safe
from helpdesk.rules import rules
from helpdesk.tickets.wanted import Wanted
from tests.helpdesk.reports.matters import at, ticket

PHONE = "13800138021"
JULY = Opened("2026-07-01", "2026-07-15")
ALL = Request(Form.csv, opened=JULY)


@pytest.fixture(autouse=True)
def _time(time):
    """It is the fifteenth of July."""


@pytest.fixture
def small(monkeypatch):
    """Let few rows be many."""

    def limit(**limits):
        for name, value in limits.items():
            monkeypatch.setitem(rules(RULES), name, value)

    return limit


@pytest.fixture
async def street(sessions):
    async with read_only(sessions) as session:
        statement = select(Organisation).where(
            Organisation.kind == OrganisationKind.street
        )
        return (await session.scalars(statement)).first()


@pytest.fixture
async def officer(sessions) -> Officer:
    async with unit_of_work(sessions) as session:
        made = Officer(login="li", name="小李", password_hash="x", role="supervisor")
        session.add(made)
    return made


@pytest.fixture
async def member(sessions) -> Member:
    async with read_only(sessions) as session:
        return (await session.scalars(select(Member).limit(1))).one()


@pytest.fixture
def stands_in(sessions, officer):
    """Let the officer look after a union."""

    async def run(union) -> None:
        async with unit_of_work(sessions) as session:
            known = await session.get_one(Officer, officer.id)
            known.organisation_id = officer.organisation_id = union.id

    return run


@pytest.fixture
def of(sessions):
    async def run(export, officer) -> Export:
        async with read_only(sessions) as session:
            return await exports.of(session, export.key, officer)

    return run


async def put(sessions, *tickets) -> None:
    async with unit_of_work(sessions) as session:
        session.add_all(tickets)


@pytest.fixture
def ask(sessions, settings, officer):
    """Ask for a table, let it be written, and return it."""

    async def run(request=ALL, reason=None):
        async with unit_of_work(sessions) as one:
            export = await exports.ask(
                one,
                request,
                officer=officer,
                by=Actor(AuthorKind.officer, officer_id=officer.id),
                reason=reason,
            )
        if export.state is ExportState.waiting:
            await writer.write_waiting(sessions, data_dir=settings.data_dir)
        else:
            await writer.write(sessions, export, data_dir=settings.data_dir)
        async with read_only(sessions) as one:
            return await one.get_one(Export, export.id)

    return run


@pytest.fixture
def content(settings):
    async def run(export) -> bytes:
        return await exports.content(export, data_dir=settings.data_dir)

    return run


@pytest.fixture
def rows(ask, content):
    """Return a table as a CSV reader has it, by the names of its columns."""

    async def run(request=ALL):
        raw = await content(await ask(request))
        return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))

    return run


class TestCsv:
    async def test_tells_a_ticket_in_a_row(self, sessions, rows, street):
        told = {"rating": 4, "settled_at": at(14), "status": "resolved"}
        await put(sessions, ticket(path=street.path, organisation_id=street.id, **told))

        [row] = await rows()

        assert row["登记时间"] == "2026-07-13 09:00"
        assert row["办结时间"] == "2026-07-14 09:00"
        assert row["工会"] == street.name
        assert (row["满意度"], row["超期"]) == ("4", "")

    async def test_begins_as_excel_knows_utf_8(self, sessions, ask, content):
        await put(sessions, ticket())

        assert (await content(await ask())).startswith(b"\xef\xbb\xbf")

    async def test_calls_things_as_the_console_does(self, sessions, rows):
        await put(sessions, ticket())
        labels = {"category": {"report_unpaid_wages": "欠薪"}}

        [row] = await rows(Request(Form.csv, opened=JULY, labels=labels))

        assert row["诉求"] == "欠薪"

    async def test_masks_what_is_personal(self, sessions, rows, member):
        secret = {"details": {"said": "我叫王小明"}, "contact_phone": PHONE}
        await put(sessions, ticket(member_id=member.id, **secret))

        [row] = await rows()

        assert row["电话"] == "138****8021"
        assert "*" in row["姓名"]
        assert member.name not in str(row)
        assert row["诉求内容"] == ""

    async def test_shows_it_to_who_may(self, sessions, rows, member):
        secret = {"details": {"said": "我叫王小明"}, "contact_phone": PHONE}
        await put(sessions, ticket(member_id=member.id, **secret))

        [row] = await rows(Request(Form.csv, opened=JULY, is_clear=True))

        assert (row["电话"], row["姓名"]) == (PHONE, member.name)
        assert row["诉求内容"] == "said：我叫王小明"

    async def test_is_late_when_its_day_was_missed(self, sessions, rows):
        day = at(10).date()
        await put(
            sessions,
            ticket(due_on=day),
            ticket(due_on=day, waiting_since=at(9)),
            ticket(due_on=day, settled_at=at(10), status="resolved"),
        )

        assert [row["超期"] for row in await rows()] == ["是", "", ""]


class TestXlsx:
    async def test_says_the_same(self, sessions, ask, content):
        await put(sessions, ticket(subject="=cmd|' /C calc'!A0 <b>&</b>"), ticket())

        export = await ask(Request(Form.xlsx, opened=JULY))
        book = openpyxl.load_workbook(io.BytesIO(await content(export)))

        head, first, _second = book["工单"].iter_rows(values_only=True)
        told = dict(zip(head, first, strict=True))
        assert told["标题"] == "'=cmd|' /C calc'!A0 <b>&</b>"
        assert told["登记时间"] == "2026-07-13 09:00"

    async def test_holds_no_formula(self, sessions, ask, content):
        await put(sessions, ticket(subject="=1+1"))

        export = await ask(Request(Form.xlsx, opened=JULY))
        archive = zipfile.ZipFile(io.BytesIO(await content(export)))

        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert archive.testzip() is None


class TestSafe:
    @pytest.mark.parametrize("start", list("=+-@|%＝＋－＠"))
    @pytest.mark.parametrize("before", ["", " ", "　", "\n ", "\t", "\r\n", "\x00"])
    def test_quotes_what_could_be_a_formula(self, start, before):
        assert safe(f"{before}{start}HYPERLINK(1)").startswith("'")

    @pytest.mark.parametrize("plain", ["欠薪", "1=1", "a-b", "", "138****8021"])
    def test_leaves_the_rest(self, plain):
        assert safe(plain) == plain

    def test_drops_what_no_cell_can_hold(self):
        assert safe("a\x00\x0b\ud800b") == "ab"


class TestScope:
    async def test_a_street_gets_its_own(self, sessions, rows, stands_in, street):
        await stands_in(street)
        await put(sessions, ticket(path=street.path, rating=5), ticket(rating=1))

        own = Request(Form.csv, opened=JULY, scope=street.path)
        assert [row["满意度"] for row in await rows(own)] == ["5"]

    async def test_is_not_wider_for_asking_so(self, sessions, ask, stands_in, street):
        await stands_in(street)
        await put(sessions, ticket(), ticket(path="/9/"))

        with pytest.raises(NothingThere):
            await ask(Request(Form.csv, opened=Opened("2026-07-01", "2026-07-15")))

    async def test_narrows_to_a_union_and_a_service(self, sessions, rows):
        await put(
            sessions,
            ticket(path="/1/7/", service_class="legal_aid", rating=3),
            ticket(path="/1/70/", service_class="legal_aid"),
            ticket(path="/1/7/", service_class="petition"),
        )
        narrow = Opened("2026-07-01", "2026-07-15", "/1/7/", "legal_aid")

        found = await rows(Request(Form.csv, opened=narrow))

        assert [row["满意度"] for row in found] == ["3"]

    async def test_takes_a_list_of_the_queue(self, sessions, rows):
        await put(
            sessions,
            ticket(category="join_union"),
            ticket(),
            ticket(settled_at=at(14), status="resolved"),
        )
        listed = Request(Form.csv, queue=Wanted(category="join_union"))

        assert [row["诉求"] for row in await rows(listed)] == ["join_union"]


class TestAsk:
    async def test_is_in_the_audit_log(self, sessions, ask):
        await put(sessions, ticket())

        await ask(Request(Form.csv, opened=JULY, is_clear=True), "领导要名单")

        statement = select(AuditEntry).where(AuditEntry.action == AuditAction.exported)
        async with read_only(sessions) as session:
            [entry] = await session.scalars(statement)
        assert entry.after["rows"] == 1
        assert (entry.after["first"], entry.after["is_clear"]) == ("2026-07-01", True)
        assert entry.reason == "领导要名单"

    async def test_refuses_more_than_a_file_may_have(self, sessions, ask, small):
        small(most=2)
        await put(sessions, *(ticket() for _ in range(3)))

        with pytest.raises(TooMany) as refused:
            await ask()

        assert (refused.value.total, refused.value.most) == (3, 2)

    async def test_refuses_an_empty_table(self, ask):
        with pytest.raises(NothingThere):
            await ask()

    async def test_refuses_to_say_nothing(self, ask):
        with pytest.raises(InvalidInput):
            await ask(Request(Form.csv))

    async def test_leaves_large_ones_to_the_worker(self, sessions, ask, small):
        small(at_once=2)
        await put(sessions, *(ticket() for _ in range(3)))

        export = await ask()

        assert (export.state, export.done) == (ExportState.ready, 3)


class TestFetching:
    async def test_is_for_who_asked(self, sessions, ask, of, officer):
        await put(sessions, ticket())
        export = await ask()
        officer.id += 1  # a colleague

        with pytest.raises(NotFound):
            await of(export, officer)

    async def test_ends_with_what_the_officer_sees(
        self, sessions, ask, of, officer, stands_in, street
    ):
        await put(sessions, ticket())
        export = await ask()
        await stands_in(street)

        with pytest.raises(NotFound):
            await of(export, officer)

    async def test_ends_after_a_day(self, sessions, ask, of, officer, time):
        await put(sessions, ticket())
        export = await ask()
        time.forward(hours=25)

        with pytest.raises(NotFound):
            await of(export, officer)

    async def test_lies_sealed_on_the_disk(self, sessions, ask, settings):
        await put(sessions, ticket(contact_phone=PHONE))

        export = await ask(Request(Form.csv, opened=JULY, is_clear=True))

        sealed = (settings.data_dir / export.path).read_bytes()
        assert PHONE.encode() not in sealed
        assert "登记时间".encode() not in sealed

    async def test_of_what_is_not_ready_is_refused(self, content):
        with pytest.raises(Conflict):
            await content(Export(state=ExportState.waiting, total=1))

    async def test_a_file_that_is_gone_is_told(self, sessions, ask, content, settings):
        await put(sessions, ticket())
        export = await ask()
        spool.remove(settings.data_dir, export.path)

        with pytest.raises(NotFound):
            await content(export)


class TestSweep:
    async def test_deletes_files_of_yesterday(self, sessions, ask, settings, time):
        await put(sessions, ticket())
        kept = await ask()
        await writer.sweep(sessions, data_dir=settings.data_dir)
        assert (settings.data_dir / kept.path).exists()

        time.at = clock.now().replace(year=2099)
        await writer.sweep(sessions, data_dir=settings.data_dir)

        assert not (settings.data_dir / kept.path).exists()
