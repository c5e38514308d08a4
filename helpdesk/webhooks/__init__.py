"""Webhooks: programs elsewhere are told what happens to tickets."""

from helpdesk.webhooks.addresses import Fence, fence_of
from helpdesk.webhooks.delivering import Call, Post, deliver
from helpdesk.webhooks.repository import Lost
from helpdesk.webhooks.service import Made, webhooks

__all__ = ["Call", "Fence", "Lost", "Made", "Post", "deliver", "fence_of", "webhooks"]
