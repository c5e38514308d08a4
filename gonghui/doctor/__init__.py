"""`gonghui doctor`: everything an operator can get wrong, looked at one by one."""
