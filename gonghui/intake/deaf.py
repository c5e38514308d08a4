"""Loaded into local workers first: Ctrl-C is for the process that sends them work."""

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
