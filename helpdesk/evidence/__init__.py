"""Evidence: pictures and files that workers send, fetched, checked and kept sealed."""

from helpdesk.evidence.fetching import Fetch, Fetched, Kept, seal
from helpdesk.evidence.service import Swept, evidence

__all__ = ["Fetch", "Fetched", "Kept", "Swept", "evidence", "seal"]
