"""Transcripts that are handed in: streamed to the spool, worked off by the worker."""
