"""What several tests ask of the command line, how generated tests run, and which run once more extras are there."""

from collections.abc import Callable

import pytest
from hypothesis import settings

from costmodel.doors.cli import main

SKIPPED = "costmodel/skipped"  # in the cache: what the last whole run left out, each a test or a file

settings.register_profile("costmodel", deadline=None)  # machines are shared; what has to be fast is measured in benchmarks
settings.load_profile("costmodel")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--skipped", action="store_true", help="run what the run before skipped, now that more is installed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("skipped"):
        skipped = set(config.cache.get(SKIPPED, []))  # type: ignore[union-attr]
        items[:] = [item for item in items if not skipped.isdisjoint((item.nodeid, item.nodeid.partition("::")[0]))]


def pytest_sessionfinish(session: pytest.Session) -> None:
    cache, reporter = getattr(session.config, "cache", None), session.config.pluginmanager.get_plugin("terminalreporter")
    is_worker = hasattr(session.config, "workerinput")
    if cache is not None and reporter is not None and not is_worker and not session.config.getoption("skipped"):
        cache.set(SKIPPED, [report.nodeid for report in reporter.stats.get("skipped", [])])


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
