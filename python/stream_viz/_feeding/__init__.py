"""The way of a change: Pathway's callback, buffer, commit, link to the relay."""
