class TestRead:
    def test_brings_everything_together(self, read):
        reading = read("呃我喺寶安區做木工，欠咗三個月")

        assert reading.text == "我在宝安区做木工,欠了三个月"
        assert {(hit.kind, hit.value) for hit in reading.hits} >= {
            ("district", "宝安"),
            ("occupation", "木工"),
        }
        assert [(c.entity, c.value) for c in reading.candidates] == [
            ("duration", "P3M")
        ]
        assert len(reading.syllables) == len(reading.text)

    def test_knows_an_idea_in_any_words(self, read):
        ideas = [{hit.kind for hit in read(t).concepts} for t in ("拖欠工资", "没结")]

        assert all("not_paid" in found for found in ideas)


class TestPart:
    def test_is_read_as_if_it_stood_alone(self, read):
        whole = read("卡丢了，另外在宝安欠我八千块")

        part = whole.part(4, len(whole.text))

        alone = read("另外在宝安欠我八千块")
        assert part.text == alone.text
        assert part.words == alone.words
        assert part.hits == alone.hits
        assert part.candidates == alone.candidates
