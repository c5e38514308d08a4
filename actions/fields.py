"""Fields that many forms ask for in the same way."""

from actions import readers
from actions.forms import Field, Takes

EMPLOYER = Field("employer", readers.entity("employer", "employer"), Takes.words)
EMPLOYER_IF_ANY = Field(
    "employer", readers.entity("employer", "employer"), Takes.words, optional=True
)
AREA = Field("area", readers.area(), Takes.words)
AREA_IF_KNOWN = Field("area", readers.area(), Takes.words, optional=True)
NAME = Field(
    "contact_name",
    readers.entity("contact_name", "person_name", readers.LONGEST_NAME),
    Takes.words,
)
PHONE = Field("contact_phone", readers.contact_phone("contact_phone"))
PHONE_IF_WANTED = Field(
    "contact_phone", readers.contact_phone("contact_phone"), optional=True
)
