"""How fast the board opens, and how long it takes to count all tickets anew."""
