"""The calls of the user: widgets, where they stand, and what is checked at once."""
