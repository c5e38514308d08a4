"""What becomes of everybody else while somebody attacks."""
