"""How much of everything a number of members needs, and what gives out first."""
