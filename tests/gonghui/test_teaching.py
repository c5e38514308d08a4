from gonghui.teaching import fingerprint


class TestFingerprint:
    def test_changes_with_what_the_model_is_made_from(self, tmp_path):
        source = tmp_path / "language" / "model.py"
        source.parent.mkdir()
        source.write_text("a = 1")
        before = fingerprint(["language"], tmp_path)

        source.write_text("a = 2")

        assert fingerprint(["language"], tmp_path) != before

    def test_does_not_change_with_what_only_speaks(self, tmp_path):
        source = tmp_path / "language" / "speak" / "pages.py"
        source.parent.mkdir(parents=True)
        before = fingerprint(["language"], tmp_path)

        source.write_text("a = 1")

        assert fingerprint(["language"], tmp_path) == before
