"""Reports: what the union's work looks like in figures, each with its meaning."""
