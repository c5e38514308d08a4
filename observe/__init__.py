"""Logs, ids, figures and spans: what operators see, the same in every process.

It runs in both environments and knows nothing of the union.
"""
