"""What each kind of row becomes: its columns, what is unique, its defaults."""

from collections.abc import Mapping
from dataclasses import dataclass

from helpdesk.models.imports import ImportKind


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table as an import fills them."""

    table: str
    columns: tuple[str, ...]
    key: str
    uniques: Mapping[str, str]
    """Columns that no two rows share, the key first, with the header to blame."""
    defaults: Mapping[str, str]
    """What a new row has where the file is silent."""
    has_created_at: bool = False

    def place(self, column: str) -> int:
        """Return where a column's value stands in a row."""
        return self.columns.index(column)


SHAPES: Mapping[ImportKind, Shape] = {
    ImportKind.members: Shape(
        table="members",
        columns=(
            "member_number",
            "name",
            "phone",
            "phone_lookup",
            "id_number",
            "id_lookup",
            "status",
            "organisation_id",
            "joined_on",
            "real_name_status",
            "card_status",
            "employment",
            "employer",
            "residence",
            "district",
            "street",
        ),
        key="id_lookup",
        uniques={
            "id_lookup": "证件号码",
            "phone_lookup": "手机号码",
            "member_number": "会员号",
        },
        defaults={
            "status": "registered",
            "real_name_status": "missing",
            "card_status": "none",
            "employment": "regular",
        },
        has_created_at=True,
    ),
    ImportKind.organisations: Shape(
        table="organisations",
        columns=(
            "name",
            "kind",
            "employer",
            "credit_code",
            "state",
            "state_since",
            "district",
            "street",
            "address",
            "phone",
            "headcount",
        ),
        key="name",
        uniques={"name": "工会名称", "credit_code": "统一社会信用代码"},
        defaults={"state": "established", "address": "", "phone": ""},
    ),
    ImportKind.sites: Shape(
        table="sites",
        columns=("name", "kind", "district", "street", "address", "phone", "hours"),
        key="name",
        uniques={"name": "名称"},
        defaults={},
    ),
}
# The longest text of each column, as in the models.
LIMITS = {
    "name": 120,
    "employer": 120,
    "union": 120,
    "parent": 120,
    "address": 200,
    "phone": 20,
    "hours": 80,
    "district": 40,
    "street": 40,
}
PERSON_NAME_LIMIT = 40
DAYS = frozenset({"joined_on", "state_since"})
