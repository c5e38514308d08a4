"""Unions and sites go in at their places; what fits nowhere stays out."""

from sqlalchemy import func, select

from helpdesk.database import read_only
from helpdesk.generation import write_organisations
from helpdesk.models import ImportKind, Organisation
from tests.helpdesk.imports.tables import take_in, told

TREE = "工会名称,工会类型,上级工会\n"


async def named(sessions, *names: str) -> list[Organisation]:
    async with read_only(sessions) as session:
        found = await session.scalars(
            select(Organisation).where(Organisation.name.in_(names))
        )
        unions = {union.name: union for union in found}
        return [unions[name] for name in names]


class TestOrganisations:
    async def test_a_whole_tree_goes_in_and_again(self, settings, sessions, tmp_path):
        file = tmp_path / "工会.csv"
        write_organisations(file, 600)

        report = await take_in(settings, file, ImportKind.organisations, rows=100)

        assert report.run.rejected == 0
        async with read_only(sessions) as session:
            orphans = select(func.count(Organisation.id)).where(
                Organisation.parent_id.is_(None)
            )
            assert await session.scalar(orphans) == 1
        again = await take_in(settings, file, ImportKind.organisations, again=True)
        assert (again.run.added, again.run.updated) == (0, 600)

    async def test_new_unions_stand_at_their_places(self, settings, sessions, file):
        file.write_text(TREE + "测试社区工会联合会,社区工联会,西乡街道总工会\n")

        await take_in(settings, file, ImportKind.organisations)

        above, union = await named(sessions, "西乡街道总工会", "测试社区工会联合会")
        assert union.path == f"{above.path}{union.id}/"

    async def test_a_moved_union_takes_what_is_below_it_along(
        self, settings, sessions, file
    ):
        community, trade = "测试社区工会联合会", "测试餐饮工会"
        below = f"{community},社区工联会,西乡街道总工会\n{trade},企业工会,{community}\n"
        file.write_text(TREE + below)
        await take_in(settings, file, ImportKind.organisations)
        file.write_text(TREE + f"{community},社区工联会,福永街道总工会\n")

        await take_in(settings, file, ImportKind.organisations)

        above, *moved = await named(sessions, "福永街道总工会", community, trade)
        assert moved[0].path == f"{above.path}{moved[0].id}/"
        assert moved[1].path == f"{moved[0].path}{moved[1].id}/"

    async def test_a_union_needs_the_one_above_first(self, settings, tmp_path):
        file = tmp_path / "工会.csv"
        file.write_text(
            "工会名称,工会类型,上级工会\n"
            "新新新社区工会联合会,社区工联会,没有的街道总工会\n"
            "新新新总工会,区总工会,西乡街道总工会\n"
        )

        report = await take_in(settings, file, ImportKind.organisations)

        assert told(report) == [
            (2, "上级工会", "parent_missing"),
            (3, "上级工会", "parent_wrong"),
        ]


class TestSites:
    async def test_go_in_and_bad_ones_stay_out(self, settings, tmp_path):
        file = tmp_path / "阵地.csv"
        file.write_text(
            "名称,类型,所在区,所在街道,地址,开放时间\n"
            "示范驿站一,暖蜂驿站,宝安区,西乡街道,示范路1号,每天\n"
            "示范驿站二,暖蜂驿站,东莞,西乡街道,示范路2号,每天\n"
            "示范驿站三,茶馆,福田,西乡,示范路3号,每天\n"
        )

        report = await take_in(settings, file, ImportKind.sites)

        assert report.run.added == 1
        assert told(report) == [
            (3, "所在区", "unknown_district"),
            (4, "类型", "unknown_choice"),
            (4, "所在街道", "unknown_street"),
        ]
