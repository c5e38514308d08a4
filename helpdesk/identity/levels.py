"""Which identity level a service needs."""

from collections.abc import Mapping
from types import MappingProxyType

ANONYMOUS = 0
MATCHED = 1  # phone and end of the ID number belong together
PROVED = 2  # and the phone is in the person's hand: one-time code

# What shows or changes a member's record needs proof; what only opens a ticket or
# tells public facts needs none. A service that is not named needs proof as well.
NEEDED: Mapping[str, int] = MappingProxyType(
    {
        "check_membership": PROVED,
        "update_member_info": PROVED,
        "leave_union": PROVED,
        "transfer_membership": PROVED,
        "report_card_problem": MATCHED,
        "check_dream_application": PROVED,
        "check_legal_case": PROVED,
        "claim_mutual_aid": PROVED,
        "join_union": ANONYMOUS,
        "check_dream_eligibility": ANONYMOUS,
        "apply_dream_plan": ANONYMOUS,
        "apply_legal_aid": ANONYMOUS,
        "apply_hardship_aid": ANONYMOUS,
        "request_cooling_relief": ANONYMOUS,
        "check_ticket": ANONYMOUS,  # tickets.visible_to decides for each ticket
        "find_legal_site": ANONYMOUS,
        "find_union": ANONYMOUS,
        "find_rest_station": ANONYMOUS,
    }
)
