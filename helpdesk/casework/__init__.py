"""Casework: what officers do with tickets."""
