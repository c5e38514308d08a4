"""The `gonghui` command: what an operator and a linguist type."""
