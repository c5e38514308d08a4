"""What is near a place that a worker shared on a map."""

from actions import lawyers, summer_relief
from actions.work import Events, Work
from helpdesk.places import read_district


async def tell_nearby(work: Work) -> Events:
    """Name the nearest lawyer on duty and the nearest place to rest."""
    district, place = read_district(work.turn.text), work.turn.text
    if district is None:
        work.say("utter_place_is_outside")
        return []
    await lawyers.tell_nearest(work, district=district, place=place, most=1)
    await summer_relief.tell_stations(work, district=district, place=place, most=1)
    work.say("utter_more_nearby_offered")
    return []
