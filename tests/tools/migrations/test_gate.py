"""The gate of migrations, on the real ones and on some that must not pass."""

from pathlib import Path

import pytest

from tools.migrations.__main__ import ROOT, guarded, releases
from tools.migrations.revisions import read
from tools.migrations.rules import findings

HEAD = """
from alembic import op
import sqlalchemy as sa
from migrations import columns as c
from migrations import online

revision = "1"
down_revision = None
{contract}

def upgrade() -> None:
    {body}
"""
RELEASES = ("1.0.0",)


@pytest.fixture
def judge(tmp_path):
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text("")

    def judge(body: str, contract: str = "") -> list[str]:
        code = HEAD.format(body=body, contract=contract)
        (tmp_path / "versions" / "1_test.py").write_text(code)
        return list(findings(read(tmp_path), RELEASES))

    return judge


class TestOurRevisions:
    def test_pass(self):
        assert list(findings(guarded(ROOT / "migrations"), releases())) == []

    def test_are_all_read(self):
        files = list(Path(ROOT / "migrations" / "versions").glob("0*.py"))

        steps = read(ROOT / "migrations")

        assert len(steps) == len(files)
        assert all(step.statements for step in steps)


ALLOWED = {
    "a table": 'op.create_table("moods", c.key(), c.text("mood", 8, "how"))',
    "an index of a new table": (
        'op.create_table("moods", c.key(), c.text("mood", 8, "how", unique=True)); '
        'op.create_index("ix_moods_mood", "moods", ["mood"])'
    ),
    "an empty column": 'op.add_column("tickets", c.text("mood", 8, "how", null=True))',
    "a column with a default": (
        'op.add_column("tickets", sa.Column("mood", sa.String(8), nullable=False, '
        'server_default="calm"))'
    ),
    "an index beside work": 'online.create_index("ix_t_m", "tickets", ["mood"])',
    "an index of a small table": 'op.create_index("ix_o", "officers", ["name"])',
    "a reference of a new column": (
        'op.add_column("tickets", sa.Column("mood_id", sa.Integer())); '
        'op.execute("ALTER TABLE tickets ADD CONSTRAINT fk_m FOREIGN KEY(mood_id) '
        'REFERENCES moods (id) NOT VALID")'
    ),
    "a check of its own": (
        'op.execute("ALTER TABLE tickets VALIDATE CONSTRAINT fk_m")'
    ),
}

REFUSED = {
    "drop a table": ('op.drop_table("tickets")', "still reads it"),
    "drop a column": ('op.drop_column("tickets", "subject")', "still reads it"),
    "rename a table": ('op.rename_table("tickets", "cases")', "old name"),
    "rename a column": (
        'op.alter_column("tickets", "subject", new_column_name="title")',
        "old name",
    ),
    "a column that must be filled": (
        'op.add_column("tickets", c.text("mood", 8, "how"))',
        "server default",
    ),
    "a column that must be filled from now on": (
        'op.alter_column("tickets", "mood", nullable=False)',
        "may leave it empty",
    ),
    "a check": ('op.create_check_constraint("x", "tickets", "id > 0")', "break it"),
    "two of a kind": (
        'op.create_unique_constraint("x", "tickets", ["subject"])',
        "break it",
    ),
    "two of a kind beside work": (
        'online.create_index("x", "tickets", ["subject"], unique=True)',
        "break it",
    ),
}

NEVER = {
    "another type": (
        'op.alter_column("tickets", "subject", type_=sa.Text())',
        "rewrites the table",
    ),
    "an index": ('op.create_index("x", "tickets", ["subject"])', "nobody can write"),
    "a reference at once": (
        'op.create_foreign_key("x", "tickets", "moods", ["mood_id"], ["id"])',
        "NOT VALID",
    ),
    "every row": ('op.execute("UPDATE tickets SET subject = 1")', "in batches"),
    "looking at rows": (
        'op.get_bind().execute(sa.text("SELECT 1")).all()',
        "asks for rows",
    ),
    "an index and a column": (
        'op.add_column("tickets", sa.Column("m", sa.Integer())); '
        'online.create_index("x", "tickets", ["m"])',
        "part them",
    ),
}


class TestFindings:
    @pytest.mark.parametrize("body", ALLOWED.values(), ids=ALLOWED)
    def test_what_adds_passes(self, judge, body):
        assert judge(body) == []

    @pytest.mark.parametrize(("body", "why"), REFUSED.values(), ids=REFUSED)
    def test_what_breaks_the_program_before_is_refused(self, judge, body, why):
        found = judge(body)

        assert why in "".join(found)
        assert found[0].startswith("1_test.py: ")

    @pytest.mark.parametrize(("body", "why"), REFUSED.values(), ids=REFUSED)
    def test_a_contract_may(self, judge, body, why):
        found = judge(body, contract='contract = "1.0.0"')

        assert why not in "".join(found)

    @pytest.mark.parametrize(("body", "why"), NEVER.values(), ids=NEVER)
    def test_what_makes_everybody_wait_is_refused_of_a_contract_too(
        self, judge, body, why
    ):
        assert why in "".join(judge(body, contract='contract = "1.0.0"'))

    def test_a_contract_waits_for_a_release_that_is_out(self, judge):
        [found] = judge('op.drop_table("tickets")', contract='contract = "7.0.0"')

        assert "no release" in found
