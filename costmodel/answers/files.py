"""Files that are written as a whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from costmodel.errors import CostModelError, quoted


def write(text: str, file: Path) -> None:
    """Write a file under another name first, then move it into place.

    Raises:
        CostModelError: if that is not possible; then nothing is left behind.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}") if file.name else file
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except (OSError, ValueError) as error:  # a name that the system cannot have is a ValueError
        with suppress(OSError, ValueError):
            draft.unlink(missing_ok=True)
        raise CostModelError(f"cannot write {quoted(file)}: {getattr(error, 'strerror', None) or error}", given=file) from None
