import pytest

from helpdesk.identity import Wish, wish


class TestWish:
    @pytest.mark.parametrize(
        "text",
        [
            "绑定",
            "绑定会员",
            "我要绑定会员身份",
            "认证会员",
            "帮我绑定一下微信",
            "怎么绑定？",
            "绑定工会会员",
            "会员认证",
            "会员绑定",
            "我想绑定会员！",
        ],
    )
    def test_hears_who_wants_to_bind(self, text):
        assert wish(text) is Wish.bind

    @pytest.mark.parametrize(
        "text",
        [
            "解绑",
            "解除绑定",
            "我要解绑",
            "取消绑定",
            "解除微信绑定",
            "取消会员的绑定",
            "解绑微信号",
            "我不想绑定了",
            "怎么解绑呀",
            "唔绑啦",
        ],
    )
    def test_hears_who_wants_to_unbind(self, text):
        assert wish(text) is Wish.unbind

    @pytest.mark.parametrize(
        "text",
        [
            "换微信了",
            "我换了微信",
            "我换了个新微信",
            "我的微信被盗了",
            "旧微信不用了",
            "换绑",
        ],
    )
    def test_hears_who_has_another_account_now(self, text):
        assert wish(text) is Wish.move

    @pytest.mark.parametrize(
        "text",
        [
            "我绑定了哪些",
            "我绑定了没有",
            "绑定了吗",
            "查一下我的绑定情况",
            "我绑了几个微信",
            "这个微信绑定的是谁",
        ],
    )
    def test_hears_who_wants_to_see_them(self, text):
        assert wish(text) is Wish.listed

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "绑定会员有什么用",
            "绑定会员以后能查工资吗",
            "老板把我绑了",
            "老板要我绑定银行卡",
            "解除劳动合同",
            "解除",
            "取消",
            "换了",
            "换单位了",
            "微信",
            "会员",
            "会员身份",
            "认证不了",
            "不绑定就不给发工资",
            "微信群里说不发工资了",
            "帮我查一下我是不是工会会员",
            "有没有",
        ],
    )
    def test_leaves_everything_else_to_the_model(self, text):
        assert wish(text) is None
