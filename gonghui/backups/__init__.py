"""Backups: records and files as they were at one moment, and the way back."""
