"""Files that are written as a whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from costmodel.errors import CostModelError, quoted


def write(content: str | bytes, file: Path) -> None:
    """Write a file under another name first, then move it into place.

    Raises:
        CostModelError: if that is not possible; then nothing is left behind.
    """
    draft = file
    try:
        if file.name and (file.is_file() or not file.exists()):  # a device or pipe is written to, and stays what it is
            draft = file.with_name(f".{file.name[:50]}.{os.getpid()}")  # a name of the longest length has a draft too
        draft.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        if draft != file:
            draft.replace(file)
    except (OSError, ValueError) as error:  # a name that the system cannot have is a ValueError
        if draft != file:
            with suppress(OSError, ValueError):
                draft.unlink(missing_ok=True)
        raise CostModelError(f"cannot write {quoted(file)}: {getattr(error, 'strerror', None) or error}", given=file) from None
