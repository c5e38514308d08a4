"""The pages of reports: the board, the weekly brief, what the figures mean, tables."""
