from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.hotline.posted import caller, heard, sure
from api.hotline.schemas import CallEvent
from api.hotline.vxml.routes import _event as of_vxml
from api.hotline.webhooks.twiml import _event as of_twiml
from helpdesk.errors import InvalidInput

NAMES = ["call", "seq", "kind", "caller", "texts", "sures", "keys"]
NAMES += ["CallSid", "From", "CallStatus", "Digits", "SpeechResult", "Confidence"]
LIKELY = some.sampled_from(["c1", "0", "7", "start", "speech", "dtmf", "0.5 x", "nan"])


class TestCaller:
    @pytest.mark.parametrize(
        ("address", "number"),
        [
            ("13800131234", "13800131234"),
            ("+8613800131234", "+8613800131234"),
            ("tel:+8613800131234", "+8613800131234"),
            ("tel:075512345678;ext=1", "075512345678"),
            ("SIP:13800131234@10.0.0.1:5060", "13800131234"),
            ("sips:+8613800131234@pbx;user=phone", "+8613800131234"),
            ("sip:anonymous@anonymous.invalid", None),
            ("anonymous", None),
            ("undefined", None),
            ("", None),
            ("tel:", None),
            ("1" * 40, None),
            ("tel:１３８００１３１２３４", None),
        ],
    )
    def test_reads_the_number_of_an_address(self, address, number):
        assert caller(address) == number


class TestHeard:
    def test_takes_what_an_event_may_hold(self):
        guesses = [("欠" * 600, "0.5")] + [("好", None)] * 20

        texts = heard(guesses)

        assert len(texts) == 10
        assert len(texts[0]["text"]) == 500


class TestSure:
    @pytest.mark.parametrize(
        ("told", "meant"),
        [
            ("0.7", 0.7),
            (0.7, 0.7),
            (None, 0.5),
            ("", 0.5),
            ("high", 0.5),
            ("nan", 0.0),
            ("inf", 1.0),
            (-1, 0.0),
            (95, 1.0),
        ],
    )
    def test_is_between_nought_and_one(self, told, meant):
        assert sure(told) == meant


class TestEvent:
    @given(some.dictionaries(some.sampled_from(NAMES), some.text() | LIKELY))
    def test_any_form_is_an_event_or_is_refused(self, told):
        for read in (of_vxml, lambda form: of_twiml(form, 1)):
            with suppress(InvalidInput):
                assert isinstance(read(told), CallEvent)
