"""The condition of the database: what an operator can get wrong, asked of itself."""

from helpdesk.condition.service import Server, Work, condition

__all__ = ["Server", "Work", "condition"]
