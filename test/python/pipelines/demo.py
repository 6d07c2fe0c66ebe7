"""The demo of the package."""

from stream_viz.__main__ import main

main(["demo", "--port", "0", "--rate", "500"])
