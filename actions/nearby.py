"""What is near a place that a worker shared on a map."""

from actions import lawyers, readers, summer_relief
from actions.work import Events, Work
from helpdesk.finding import Certainty, find_place


async def tell_nearby(work: Work) -> Events:
    """Name the nearest lawyer on duty and the nearest place to rest."""
    said = readers.area().spot(work.turn)
    district, place = (str(said.get(name) or "") for name in ("district", "place"))
    found = find_place(district=district or None, place=place or None)
    if found.certainty is not Certainty.clear:
        work.say("utter_place_is_outside")
        return []
    where = {"district": district or None, "place": place or None}
    await lawyers.tell_nearest(work, **where, most=1)
    await summer_relief.tell_stations(work, **where, most=1)
    work.say("utter_more_nearby_offered")
    return []
