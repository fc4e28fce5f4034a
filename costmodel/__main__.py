"""The program: what has to be settled before anything is imported, then the command line. Also `python -m costmodel`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line."""
    # The collector would walk every imported class and every node of a graph again and again, which is a tenth of a cold
    # start; what a command makes has next to no cycles, and is gone when it ends.
    gc.disable()
    # Pydantic would look for plugins in every installed distribution, which is another tenth.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # The tiles of a sweep use all cores; threads of the matrix library in each of them would only wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from costmodel.doors.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
