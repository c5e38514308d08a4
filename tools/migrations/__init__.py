"""The gate of migrations: each must leave the program before it able to work."""
