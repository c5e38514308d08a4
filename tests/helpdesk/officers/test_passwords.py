import asyncio

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from helpdesk.errors import WeakPassword
from helpdesk.officers import compare, one_time, passwords, secret
from helpdesk.seed.people import DEMO_PASSWORD


class TestRefuseWeak:
    @pytest.mark.parametrize(
        "password",
        [
            DEMO_PASSWORD,
            "correct horse",
            "深圳总工会热线坐席很好",
            "x7Kq29384756",
            "tiger lily 88",
        ],
    )
    def test_takes_what_is_hard_to_guess(self, password):
        passwords.refuse_weak(password, login="officer")

    @pytest.mark.parametrize(
        ("password", "rule"),
        [
            ("", "short"),
            ("123456789", "short"),
            ("x" * 201, "long"),
            ("my-Officer-account", "login"),
            ("1234567890", "common"),
            ("0987654321", "common"),
            ("aaaaaaaaaaaa", "common"),
            ("abababababab", "common"),
            ("Password2026!", "common"),
            ("password123456", "common"),
            ("woaini1314520", "common"),
            ("1qaz2wsx3edc", "common"),
            ("QWERTYUIOP", "common"),
            ("gonghui12351", "common"),
        ],
    )
    def test_refuses_what_others_would_try(self, password, rule):
        with pytest.raises(WeakPassword) as refused:
            passwords.refuse_weak(password, login="officer")

        assert refused.value.rule == rule
        assert password == "" or password not in str(refused.value)

    def test_lets_a_short_login_stand_in_a_word(self):
        passwords.refuse_weak("a pretty lily", login="li")


class TestSecret:
    async def test_is_salted_and_chosen(self):
        first, second = await asyncio.gather(
            secret("correct horse", login="lin"), secret("correct horse", login="lin")
        )

        assert first.kept != second.kept
        assert first.kept.startswith("$argon2id$")
        assert first.is_chosen


class TestOneTime:
    async def test_is_another_each_time_and_no_choice(self):
        (first, kept), (second, _) = await one_time(), await one_time()

        assert first != second
        assert not kept.is_chosen
        assert (await compare(kept.kept, first)).is_right
        passwords.refuse_weak(first, login="officer")


class TestCompare:
    async def test_tells_right_from_wrong(self):
        kept = (await secret("correct horse", login="lin")).kept

        assert (await compare(kept, "correct horse")).is_right
        for wrong in ("correct horsE", "", "correct horse\0", "\ud800"[:0]):
            assert not (await compare(kept, wrong)).is_right

    async def test_compares_with_nobodys_as_long(self):
        assert not (await compare(None, "nobody")).is_right

    @pytest.mark.parametrize("kept", ["", "x", "$argon2id$v=19$broken"])
    async def test_takes_no_broken_hash(self, kept):
        assert not (await compare(kept, "correct horse")).is_right

    @pytest.mark.usefixtures("real_passwords")
    async def test_costs_whoever_guesses(self):
        kept = (await secret("correct horse", login="li")).kept

        cost = extract_parameters(kept)
        assert cost.type is Type.ID
        assert cost.memory_cost >= 19 * 1024  # KiB
        assert cost.time_cost >= 2

    @pytest.mark.usefixtures("real_passwords")
    async def test_hashes_anew_what_was_hashed_otherwise(self):
        weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

        proof = await compare(weak.hash("correct horse"), "correct horse")

        assert proof.is_right
        assert (await compare(proof.renewed.kept, "correct horse")).renewed is None
