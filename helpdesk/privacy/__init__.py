"""Privacy: the masks that everybody uses.

What touches records (export, deletion, consent) is ``helpdesk.privacy.service``: it
stands on services that themselves mask, so it is not imported here.
"""

from helpdesk.privacy.masks import (
    MASKS,
    Kind,
    mask,
    mask_address,
    mask_card,
    mask_id,
    mask_member_number,
    mask_name,
    mask_phone,
)
from helpdesk.privacy.people import named
from helpdesk.privacy.redaction import Hidden, apart, hidden, redact

__all__ = [
    "MASKS",
    "Hidden",
    "Kind",
    "apart",
    "hidden",
    "mask",
    "mask_address",
    "mask_card",
    "mask_id",
    "mask_member_number",
    "mask_name",
    "mask_phone",
    "named",
    "redact",
]
