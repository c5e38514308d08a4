from language.reading import KNOWN, Reader
from language.resources import Resources
from tests.language.conftest import TODAY


class TestRead:
    def test_brings_everything_together(self, read):
        reading = read("呃我喺寶安區做木工，欠咗三個月")

        assert reading.text == "我在宝安区做木工,欠了三个月"
        assert "".join(reading.words) == reading.text
        assert {(hit.kind, hit.value) for hit in reading.hits} >= {
            ("district", "宝安"),
            ("occupation", "木工"),
        }
        assert [(c.entity, c.value) for c in reading.candidates] == [
            ("duration", "P3M")
        ]
        assert [reading.text[a:b] for a, b in reading.clauses] == [
            "我在宝安区做木工",
            "欠了三个月",
        ]
        assert [border.kind for border in reading.borders] == ["paused"]

    def test_knows_an_idea_in_any_words(self, read):
        ideas = [
            {idea.name for idea in read(t).ideas} for t in ("拖欠工资", "一直没结")
        ]

        assert all("not_paid" in found for found in ideas)

    def test_of_nothing_there_is_nothing_to_know(self, read):
        reading = read("😀")

        assert reading.text == ""
        assert reading.source.original == "😀"
        assert reading.words == reading.clauses == reading.hits == reading.ideas == ()


class TestLook:
    def test_a_part_is_read_as_if_it_stood_alone(self, reader, read):
        whole = read("卡丢了，另外在宝安欠我八千块")

        part = reader.look(whole.source.part(4, len(whole.text)), today=TODAY)

        alone = read("另外在宝安欠我八千块")
        assert part.text == alone.text
        assert part.words == alone.words
        assert part.hits == alone.hits
        assert part.ideas == alone.ideas
        assert part.candidates == alone.candidates

    def test_a_part_still_leads_back_to_the_original(self, reader, read):
        text = "呃，卡丟咗，另外喺寶安欠薪"
        whole = read(text)
        start = whole.text.index("另外")

        part = reader.look(whole.source.part(start, len(whole.text)), today=TODAY)

        [hit] = [hit for hit in part.hits if hit.kind == "district"]
        assert text[slice(*part.source.span(hit.start, hit.end))] == "寶安"


class TestKnowing:
    def test_learns_names_besides(self, reader):
        knowing = reader.knowing({"employer": ["宏达五金厂", "宏达"]})

        reading = knowing.read("在宏达五金厂上班", today=TODAY)

        assert {reading.text[known.start : known.end] for known in reading.known} == {
            "宏达五金厂",
            "宏达",
        }
        assert {known.name for known in reading.known} == {f"{KNOWN}employer"}
        assert not any(idea.name.startswith(KNOWN) for idea in reading.ideas)
        assert reader.read("在宏达五金厂上班", today=TODAY).known == ()

    def test_a_stretch_may_be_known_as_two_things(self, reader):
        knowing = reader.knowing({"employer": ["福永"], "place": ["福永"]})

        known = knowing.read("福永", today=TODAY).known

        assert {idea.name for idea in known} == {f"{KNOWN}employer", f"{KNOWN}place"}


class TestBuild:
    def test_a_folder_without_lists_is_enough(self, tmp_path):
        reader = Reader.build(Resources.load(tmp_path))

        reading = reader.read("工资没发，另外卡丢了", today=TODAY)

        assert "".join(reading.words) == reading.text
        assert reading.hits == reading.ideas == reading.known == ()
