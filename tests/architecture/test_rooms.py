"""What import-linter cannot see: SQL, words and environment variables stay in place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONCEPTS = sorted(path.parent.name for path in (ROOT / "helpdesk").glob("*/service.py"))
SENTENCE = re.compile(
    r"[一-鿿，]{12,}|[一-鿿][。！？]"
)  # patterns and names are shorter
SQL = {"select", "insert", "update", "delete", "text"}


def sources(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """Give (module, name) of everything that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def said(path: Path) -> Iterator[str]:
    """Give the string literals of a file that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documented:
            yield from [node.value] if isinstance(node.value, str) else []


class TestHelpdesk:
    def test_there_are_concepts(self):
        assert {"tickets", "identity", "knowledge"} <= set(CONCEPTS)

    @pytest.mark.parametrize("concept", CONCEPTS)
    def test_a_repository_is_used_by_its_own_service_only(self, concept):
        repository = re.compile(rf"helpdesk\.{concept}\.(\w+\.)*(\w+_)?repository")

        users = {
            str(path.relative_to(ROOT))
            for path in sources("helpdesk", "api", "actions", "gonghui")
            for module, _ in imported(path)
            if repository.fullmatch(module)
        }

        assert all(user.startswith(f"helpdesk/{concept}/") for user in users)

    def test_sql_is_written_in_repositories_only(self):
        writers = {
            str(path.relative_to(ROOT))
            for path in sources("helpdesk", "api", "actions", "gonghui")
            for module, name in imported(path)
            if module == "sqlalchemy" and name in SQL
        } | {
            str(path.relative_to(ROOT))
            for path in sources("helpdesk", "api", "actions", "gonghui")
            if "exec_driver_sql(" in path.read_text("utf-8")
        }

        homes = re.compile(
            r"helpdesk/((\w+/)*(\w+_)?repository|models/\w+|database|schema|seed/filling)\.py"
        )
        assert writers
        assert {writer for writer in writers if not homes.fullmatch(writer)} == set()


class TestWords:
    def test_words_for_workers_are_not_written_in_python(self):
        found = {
            f"{path.relative_to(ROOT)}: {words}"
            for path in sources("api", "actions", "helpdesk")
            for words in said(path)
            if SENTENCE.search(words)
        }

        assert found == set()


class TestSettings:
    def test_the_environment_is_read_in_one_place(self):
        readers = {
            str(path.relative_to(ROOT))
            for path in sources("api", "actions", "helpdesk", "language")
            if re.search(r"\bos\.(environ|getenv)\b", path.read_text("utf-8"))
        }

        assert readers == {"helpdesk/secret_files.py"}, "a source of the settings"
