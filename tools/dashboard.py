"""Writes Grafana's board of the panels that deploy/grafana/panels.yml lists.

`python -m tools.dashboard` after every change of the list; a test compares the two.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

GRAFANA = Path(__file__).parents[1] / "deploy/grafana"
PANELS = GRAFANA / "panels.yml"
BOARD = GRAFANA / "dashboard.json"

WIDTH, HEIGHT, ACROSS = 8, 8, 24
SOURCE = {"type": "prometheus", "uid": "${source}"}

Part = dict[str, Any]


def board(listed: Path = PANELS) -> Part:
    """Return the board as Grafana reads it."""
    content = yaml.safe_load(listed.read_text("utf-8"))
    return {
        "title": content["title"],
        "uid": "gonghui",
        "schemaVersion": 38,
        "editable": False,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "Asia/Shanghai",
        "tags": ["gonghui"],
        "templating": {"list": [_source()]},
        "panels": list(_panels(content["rows"])),
    }


def _source() -> Part:
    """Let whoever looks choose among several Prometheus."""
    return {"name": "source", "type": "datasource", "query": "prometheus"}


def _panels(rows: list[Mapping[str, Any]]) -> Iterator[Part]:
    """Lay panels out from left to right, each row below the one before."""
    number, top = 0, 0
    for row in rows:
        number += 1
        yield _row(number, row["title"], top)
        top += 1
        for at, panel in enumerate(row["panels"]):
            number += 1
            left, down = at * WIDTH % ACROSS, at * WIDTH // ACROSS * HEIGHT
            place = {"x": left, "y": top + down, "w": WIDTH, "h": HEIGHT}
            yield _panel(number, panel, place)
        top += -(-len(row["panels"]) * WIDTH // ACROSS) * HEIGHT


def _row(number: int, title: str, top: int) -> Part:
    place = {"x": 0, "y": top, "w": ACROSS, "h": 1}
    return {"id": number, "type": "row", "title": title, "gridPos": place, "panels": []}


def _panel(number: int, panel: Mapping[str, Any], place: Mapping[str, int]) -> Part:
    queries: Mapping[str, str] = panel["queries"]
    return {
        "id": number,
        "type": "timeseries",
        "title": panel["title"],
        "description": panel["tells"],
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel["unit"], "min": 0}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}},
        "targets": [
            {"refId": chr(ord("A") + at), "expr": query, "legendFormat": legend}
            for at, (legend, query) in enumerate(queries.items())
        ],
    }


def main() -> None:
    """Write the board."""
    text = json.dumps(board(), ensure_ascii=False, indent=1)
    BOARD.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
