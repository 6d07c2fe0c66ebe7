"""``python -m stream_viz`` is the command ``streamviz``."""

from ._cli._command_line import main

if __name__ == "__main__":
    main()
