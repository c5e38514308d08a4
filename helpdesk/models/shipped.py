"""What comes with the program and becomes an officer's once it is changed."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.organisations import PATH


class Shipped:
    """A record that may be from one of our files."""

    shipped: Mapped[str | None] = mapped_column(
        String(60), unique=True, comment="its name in our file; null: an officer's"
    )
    is_edited: Mapped[bool] = mapped_column(
        default=False, comment="an officer changed what was shipped; it stays so"
    )
    active: Mapped[bool] = mapped_column(default=True, comment="is in use")


class Placed:
    """A record for the whole city, or for one union and those below it."""

    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), index=True, comment="whose; null: the city's"
    )
    path: Mapped[str | None] = mapped_column(
        PATH, comment="that union's path: it is for the tickets below"
    )
