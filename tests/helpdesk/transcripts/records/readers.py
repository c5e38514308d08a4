"""A reader of calls that needs no model: every caller's sentence about wages counts."""

from helpdesk.transcripts import Party
from helpdesk.transcripts.analysis import Analysis, Asked

WAGES = "report_unpaid_wages"


class Plain:
    """Finds one request in a call that speaks of wages."""

    def __init__(self):
        self.read = 0

    def analyse(self, transcripts):
        self.read += len(transcripts)
        return [_analysis(transcript) for transcript in transcripts]


class Broken:
    """Gives up on everything."""

    def analyse(self, transcripts):
        raise RuntimeError("no model")


def _analysis(transcript):
    told = [
        s
        for s in transcript.segments
        if s.party is not Party.agent and "工资" in s.text
    ]
    if not told:
        return Analysis()
    places = tuple(segment.index for segment in told)
    return Analysis(asked=(Asked(WAGES, "disputes", places, told[0].text),))
