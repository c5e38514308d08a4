"""What things in the audit log are called: read from names.yml, checked at start."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from api.console.names import names
from helpdesk.audit import UNION_FACTS
from helpdesk.models import AuditAction, AuditSubject

FILE = Path(__file__).with_name("names.yml")


class Book(BaseModel):
    """Everything that names.yml names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actions: Mapping[AuditAction, str]
    alarming: frozenset[AuditAction]
    subjects: Mapping[AuditSubject, str]
    fields: Mapping[str, str]
    values: Mapping[str, str]

    def field(self, name: str) -> str:
        """Return what a value is called."""
        return self.fields.get(name, name)

    def value(self, name: str, value: object, unions: Mapping[int, str]) -> str:
        """Return a value as it is read."""
        said = str(value)
        if name in UNION_FACTS:
            whole = self.values["city"]
            return unions.get(value, said) if isinstance(value, int) else whole
        if name == "role":
            roles = {role.value: title for role, title in names().roles.items()}
            return roles.get(said, said)
        if name == "skills" and value is not None:
            return "、".join(names().skills.get(s, s) for s in said.split("、"))
        return self.values.get(said, said)


@cache
def book() -> Book:
    """Read the names once."""
    return Book.model_validate(yaml.safe_load(FILE.read_text("utf-8")))
