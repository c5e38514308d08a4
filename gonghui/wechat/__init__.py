"""The WeChat account from the operator's side."""
