"""The command ``streamviz``: demo, serve, record, snapshot, logout-all."""
