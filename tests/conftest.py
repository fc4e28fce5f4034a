"""What several tests ask of the command line, and how generated tests run."""

from collections.abc import Callable

import pytest
from hypothesis import settings

from costmodel.doors.cli import main

settings.register_profile("costmodel", deadline=None)  # machines are shared; what has to be fast is measured in benchmarks
settings.load_profile("costmodel")


@pytest.fixture
def complain(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Run a command that is wrong: it stops with exit code 2 and one clear line."""

    def run(*arguments: str) -> None:
        monkeypatch.setattr("sys.argv", ["costmodel", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert stopped.value.code == 2
        out, err = capsys.readouterr()
        assert not out
        assert err.count("\n") == 1
        assert err.startswith("costmodel: ")

    return run
