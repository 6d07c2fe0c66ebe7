"""One run: the options of ``start()``, the relay's process and its sockets, the server object."""
