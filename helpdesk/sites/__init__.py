"""Sites: service points, rest stations, and the lawyers who are there."""

from helpdesk.sites.service import SiteService, sites
from helpdesk.sites.views import (
    DutiesFound,
    DutyView,
    PostingsFound,
    PostingView,
    SitesFound,
    SiteView,
    StationsFound,
    StationView,
)

__all__ = [
    "DutiesFound",
    "DutyView",
    "PostingView",
    "PostingsFound",
    "SiteService",
    "SiteView",
    "SitesFound",
    "StationView",
    "StationsFound",
    "sites",
]
