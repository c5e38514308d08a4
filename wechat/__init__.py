"""The protocol of WeChat official accounts; it knows nothing of the union."""
