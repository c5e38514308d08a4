import json

from tools.audit import locks
from tools.bill import of_lock

TOLD = {
    "bomFormat": "CycloneDX",
    "components": [
        {
            "name": "FastAPI",
            "bom-ref": "fastapi==1",
            "licenses": [{"expression": "MIT"}],
        },
        {"name": "pytest", "bom-ref": "pytest==1"},
    ],
    "dependencies": [
        {"ref": "fastapi==1", "dependsOn": ["pytest==1", "fastapi==1"]},
        {"ref": "pytest==1"},
    ],
}


class TestOfLock:
    def test_leaves_what_the_lock_names_with_its_licence(self):
        bill = of_lock(TOLD, locks()["service"])

        assert [each["name"] for each in bill["components"]] == ["FastAPI"]
        assert bill["components"][0]["licenses"] == [{"expression": "MIT"}]
        assert bill["dependencies"] == [
            {"ref": "fastapi==1", "dependsOn": ["fastapi==1"]}
        ]
        assert json.dumps(bill)
