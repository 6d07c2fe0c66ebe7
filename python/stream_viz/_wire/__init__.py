"""Messages, values and links: how bytes go between this package and the relay."""
