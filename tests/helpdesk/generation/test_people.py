import csv
import doctest

import pytest

from helpdesk.errors import InvalidInput
from helpdesk.generation import people, unions, write_members, write_organisations
from helpdesk.generation.people import COLUMNS, MOST, REGIONS, members, phone
from helpdesk.generation.unions import employers
from helpdesk.imports.checks import Check
from helpdesk.imports.columns import read_header
from helpdesk.models import ImportKind, OrganisationKind
from helpdesk.numbers import id_check_digit, luhn_valid

UNIONS = 800


@pytest.fixture(scope="module")
def rows():
    stock = employers(UNIONS)
    return [dict(zip(COLUMNS, row, strict=True)) for row in members(30_000, stock)]


class TestMembers:
    def test_pass_every_check_of_an_import(self, rows):
        check = Check(ImportKind.members, read_header(ImportKind.members, COLUMNS))

        faulty = [row for row in rows[:3000] if check.row([*row.values()]).faults]

        assert faulty == []

    def test_are_nobody(self, rows):
        for row in rows:
            number = row["证件号码"]
            assert 448_000 <= int(number[:6]) < 448_000 + REGIONS
            assert number[14:17] == "000"
            assert number[17] == id_check_digit(number[:17])
            assert row["手机号码"].startswith("154")

    def test_share_no_number(self, rows):
        for column in ("证件号码", "手机号码"):
            assert len({row[column] for row in rows}) == len(rows)
        numbers = [row["会员号"] for row in rows if row["会员号"]]
        assert len(set(numbers)) == len(numbers)
        assert all(map(luhn_valid, numbers))

    def test_work_for_large_employers_oftener(self, rows):
        heads = {employer.name: employer.headcount for employer in employers(UNIONS)}
        drawn = sum(heads[row["工作单位"]] for row in rows) / len(rows)

        assert drawn > 2 * sum(heads.values()) / len(heads)

    def test_the_first_are_the_same_for_every_count(self, rows):
        stock = employers(UNIONS)

        again = [[*row.values()] for row in rows[:20_000]]

        assert list(members(20_000, stock)) == again
        assert list(members(10, stock, seed=1)) != again[:10]

    def test_are_not_more_than_there_is_room_for(self):
        with pytest.raises(InvalidInput):
            next(members(MOST + 1, employers(UNIONS)))


class TestPhone:
    def test_comes_once_to_the_last(self):
        assert len({phone(n) for n in range(0, MOST, 97)}) == len(range(0, MOST, 97))


class TestUnions:
    def test_stand_below_one_that_came_before(self):
        seen = {}
        for union in unions.unions(UNIONS):
            assert union.name not in seen
            if union.parent:
                assert seen[union.parent] in union.kind.above
            seen[union.name] = union.kind

        assert len(seen) == UNIONS
        assert set(seen.values()) == set(OrganisationKind)

    @pytest.mark.parametrize("count", [5, 1_000_000])
    def test_are_neither_too_few_nor_too_many(self, count):
        with pytest.raises(InvalidInput):
            list(unions.unions(count))


class TestFiles:
    def test_are_the_same_for_the_same_seed(self, tmp_path):
        one, other = tmp_path / "1.csv", tmp_path / "2.csv"
        write_members(one, 100, seed=3, organisations=UNIONS)
        write_members(other, 100, seed=3, organisations=UNIONS)

        assert one.read_bytes() == other.read_bytes()

    def test_are_tables_with_a_header(self, tmp_path):
        file = tmp_path / "工会.csv"

        assert write_organisations(file, UNIONS) == UNIONS

        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines))
        assert rows[0] == list(unions.COLUMNS)
        assert len(rows) == UNIONS + 1
        assert [path.name for path in tmp_path.iterdir()] == ["工会.csv"]


class TestDocstrings:
    def test_hold(self):
        assert doctest.testmod(people).failed == 0
