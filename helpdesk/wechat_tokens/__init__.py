"""WeChat's access token: one for all processes of an installation."""

from helpdesk.wechat_tokens.service import wechat_tokens

__all__ = ["wechat_tokens"]
