"""The schema can refuse: a check that lets everything pass checks nothing."""

import pytest
from lxml import etree

from tests.api.hotline.vxml.browser import SCHEMA

PAGE = '<vxml version="2.1" xmlns="http://www.w3.org/2001/vxml"><form>{}</form></vxml>'


class TestSchema:
    @pytest.mark.parametrize(
        "form",
        [
            "<block><prompt bargein='false'>好<break time='200ms'/></prompt></block>",
            "<field name='a'><grammar src='builtin:digits'/><noinput/></field>",
            "<transfer dest='tel:1' bridge='false'/>",
        ],
    )
    def test_takes_what_the_recommendation_shows(self, form):
        assert SCHEMA.validate(etree.fromstring(PAGE.format(form)))

    @pytest.mark.parametrize(
        "form",
        [
            "<prompt>好</prompt>",
            "<block><prompt bargein='maybe'>好</prompt></block>",
            "<block><prompt timeout='soon'>好</prompt></block>",
            "<block><prompt><b>好</b></prompt></block>",
            "<block><prompt><say-as>1</say-as></prompt></block>",
            "<block><submit method='put' next='a'/></block>",
            "<block><assign name='a'/></block>",
            "<field name='a'><if cond='x'><filled/></if></field>",
            "<field name='a'><grammar mode='keys'/></field>",
            "<field name='a b'/>",
            "<field><property name='a'/></field>",
        ],
    )
    def test_refuses_what_it_does_not(self, form):
        assert not SCHEMA.validate(etree.fromstring(PAGE.format(form)))
