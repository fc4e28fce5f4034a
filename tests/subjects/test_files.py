"""Files of users: plain data or one line, soon."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costmodel.errors import LONGEST, CostModelError
from costmodel.files import MOST_BYTES, toml_of
from costmodel.subjects.space import read


def test_a_file_is_plain_data(tmp_path: Path) -> None:
    file = tmp_path / "one.toml"
    file.write_bytes(b'a = 1\r\n[b.c]\r\nd = ["x", 0.5]\r\n')
    assert toml_of(file) == {"a": 1, "b": {"c": {"d": ["x", 0.5]}}}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"x = " + b"[" * 5000 + b"]" * 5000, "nested too deeply"),
        (b"x = " + b"[" * 30 + b"]" * 30, "nested too deeply"),
        (b"x = " + b"{a=" * 3000 + b"1" + b"}" * 3000, "nested too deeply"),
        (b".".join([b"a"] * 100_000) + b" = 1", "nested too deeply"),
        (b"[" + b" . ".join([b'"a"'] * 30) + b"]", "nested too deeply"),
        (b"x = 1" + b"0" * 5000, "digits"),
        (b"x = 0x1" + b"0" * 5000, "64 bits"),
        (b"x = [1, [9223372036854775808]]", "64 bits"),
        (b"x = 1\n" * 2, "Cannot overwrite a value"),
        (b"x = ", "Invalid value"),
        (b"\xff", "it is no text"),
        (b"#" * (MOST_BYTES + 1), "too large; allowed: at most 262,144 bytes"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    with pytest.raises(CostModelError) as error:
        toml_of(file)
    assert why in str(error.value)
    assert len(str(error.value)) <= LONGEST


@pytest.mark.parametrize("path", ["/nowhere/x.toml", ".", "a\0b", "/dev/zero", "x" * 300, "\udcff"])
def test_a_path_that_is_no_file(path: str) -> None:
    with pytest.raises(CostModelError, match="cannot be read"):
        toml_of(Path(path))


PIECES = [
    *(
        "[",
        "]",
        "[[stage]]\n",
        "{",
        "}",
        "a",
        ".",
        "=",
        "\n",
        '"',
        "'",
        ",",
        "1",
        "0" * 40,
        "0x",
        "nan",
        "1979-05-27",
        "#",
        "\\",
        "true",
    ),
    *(
        'name = "x"\n',
        "width = [1]\n",
        "depth = [1]\n",
        "kernel = [3]\n",
        "expansion = [1, 0.5]\n",
        "resolution = 9",
        "\x00",
        "\u0660",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_space_or_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "any.toml"
    file.write_text(content)
    try:
        read(file)
    except CostModelError as error:
        complaint = str(error)
    else:
        complaint = ""
    assert len(complaint) <= LONGEST
    assert complaint == "" or complaint.isprintable()
