"""Cookies of pages that somebody signs in to: no script reads them."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request, Response


@dataclass(frozen=True, slots=True)
class Cookie:
    """One page's cookie; over TLS its name's prefix keeps other sites from planting it.

    The two sides of a browser's cookie agree in all but the value, or it stays.
    """

    page: str
    is_secure: bool

    @property
    def name(self) -> str:
        """Return what the browser calls it."""
        return f"__Host-{self.page}" if self.is_secure else self.page

    def of(self, request: Request) -> str:
        """Return what the browser sent, empty when there is none."""
        return request.cookies.get(self.name, "")

    def give(self, response: Response, value: str, *, lives: timedelta) -> None:
        """Give it to the browser."""
        response.set_cookie(
            self.name,
            value,
            max_age=int(lives.total_seconds()),
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def drop(self, response: Response) -> None:
        """Take it back."""
        response.delete_cookie(
            self.name, path="/", secure=self.is_secure, httponly=True, samesite="lax"
        )
