"""Summer relief: the heat allowance, visits with cooling goods, rest stations."""

from helpdesk.relief.policy import HeatAllowance
from helpdesk.relief.requests import relief_requests
from helpdesk.relief.service import StationView, relief
from helpdesk.relief.stations import Offer, Station, rest_stations
from helpdesk.relief.visits import VisitFacts, judge_visit
from helpdesk.relief.work_stop import Step, WorkStop

__all__ = [
    "HeatAllowance",
    "Offer",
    "Station",
    "StationView",
    "Step",
    "VisitFacts",
    "WorkStop",
    "judge_visit",
    "relief",
    "relief_requests",
    "rest_stations",
]
