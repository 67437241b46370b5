from __future__ import annotations

import pytest

from app.core.versions import InvalidVersion, parse_version


def test_versions_are_compared_as_semver_says() -> None:
    rising = ["0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11"]
    rising += ["1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0"]
    assert sorted(rising, key=parse_version) == rising
    assert parse_version("1.0.0+a") == parse_version("1.0.0+b")
    assert str(parse_version("1.0.0+a")) == "1.0.0+a"


@pytest.mark.parametrize(
    "text", ["", "1", "1.0", "01.0.0", "1.0.0-", "1.0.0-01", "v1.0.0", "1.0.0 ", "1.0.0\n", "١.0.0", "1.0.0-" + "a" * 64]
)
def test_anything_else_is_no_version(text: str) -> None:
    with pytest.raises(InvalidVersion) as refused:
        parse_version(text, "input", "version")
    assert refused.value.path == ("input", "version")
