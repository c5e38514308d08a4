"""Synthetic sites, as many as there were in 2018 and a rest station in each street."""

from collections.abc import Iterator

from helpdesk.models import SiteKind
from helpdesk.seed.sites import sites
from helpdesk.seed.words import address, landline

COLUMNS = ("名称", "类型", "所在区", "所在街道", "地址", "电话", "开放时间")
KINDS = {
    SiteKind.legal_service: "法律服务点",
    SiteKind.workers_home: "职工之家",
    SiteKind.rest_station: "户外劳动者驿站",
    SiteKind.service_centre: "职工服务中心",
}


def places() -> Iterator[list[str]]:
    """Yield every site as the cells of `COLUMNS`."""
    for number, site in enumerate(sites()):
        where = address(site.district, site.street, number + 900)
        yield [
            site.name,
            KINDS[site.kind],
            site.district,
            site.street,
            where,
            landline(5000 + number),
            site.hours,
        ]
