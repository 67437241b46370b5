from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from app.core.settings import Settings, SettingsError, load_settings

LONG_KEY = "k" * 32


@pytest.fixture(autouse=True)
def _clean_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts in an empty folder with none of our variables set."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("GRAPHLOOP_")]:
        monkeypatch.delenv(name)


def test_defaults_need_no_environment(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.database == f"sqlite://{tmp_path / 'data' / 'graphloop.db'}"
    assert settings.is_embedded
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_arguments_win_over_environment_and_environment_over_dotenv(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("GRAPHLOOP_PORT=1\nGRAPHLOOP_HOST=0.0.0.0\nGRAPHLOOP_SHARD_SIZE=7\nOTHER=1\n")
    monkeypatch.setenv("GRAPHLOOP_PORT", "2")
    monkeypatch.setenv("GRAPHLOOP_HOST", "::1")
    settings = load_settings(port=3, host=None)
    assert (settings.port, settings.host, settings.shard_size) == (3, "::1", 7)


def test_unknown_argument_is_refused() -> None:
    with pytest.raises(SettingsError, match="no setting named prot"):
        load_settings(prot=3)


def test_any_setting_can_come_from_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("key").write_text(LONG_KEY + "\n")
    Path("port").write_text("81\n")
    monkeypatch.setenv("GRAPHLOOP_SECRET_KEY_FILE", "key")
    Path(".env").write_text("GRAPHLOOP_PORT_FILE=port\n")
    settings = load_settings()
    assert (settings.secret(), settings.port) == (LONG_KEY, 81)


def test_value_and_file_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_SECRET_KEY", LONG_KEY)
    monkeypatch.setenv("GRAPHLOOP_SECRET_KEY_FILE", "key")
    with pytest.raises(SettingsError, match="GRAPHLOOP_SECRET_KEY: set this or GRAPHLOOP_SECRET_KEY_FILE, not both"):
        load_settings()


def test_unreadable_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_METRICS_TOKEN_FILE", "nowhere")
    with pytest.raises(SettingsError, match=r"GRAPHLOOP_METRICS_TOKEN_FILE: cannot read nowhere \(No such file"):
        load_settings()


def test_each_bad_variable_gets_one_line_that_shows_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_PORT", "eighty")
    monkeypatch.setenv("GRAPHLOOP_SECRET_KEY", "hunter2")
    monkeypatch.setenv("GRAPHLOOP_DATABASE_URL", "mysql://user:hunter2@host/db")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    lines = caught.value.message.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "GRAPHLOOP_DATABASE_URL",
        "GRAPHLOOP_SECRET_KEY",
        "GRAPHLOOP_PORT",
    ]
    assert "hunter2" not in caught.value.message


def test_lists_are_comma_separated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_ALLOWED_ORIGINS", "https://A.example.com/, http://localhost:5173")
    monkeypatch.setenv("GRAPHLOOP_OLDER_SECRET_KEYS", "one,two")
    settings = load_settings()
    assert settings.allowed_origins == ["https://a.example.com", "http://localhost:5173"]
    assert [key.get_secret_value() for key in settings.older_secret_keys] == ["one", "two"]


@pytest.mark.parametrize("origin", ["*", "example.com", "https://example.com/path", "https://u:p@example.com"])
def test_only_origins_are_allowed(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_ALLOWED_ORIGINS", origin)
    with pytest.raises(SettingsError, match="GRAPHLOOP_ALLOWED_ORIGINS: each must be an origin"):
        load_settings()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_both_spellings_of_postgres_open_the_same_database(scheme: str) -> None:
    settings = load_settings(database_url=f"{scheme}://user@host/db")
    assert settings.database == "postgres://user@host/db"
    assert not settings.is_embedded


def test_secrets_are_hidden_when_printed() -> None:
    settings = load_settings(
        secret_key=LONG_KEY,
        older_secret_keys="old-key",
        metrics_token="metric-token",
        database_url="postgresql://user:p@ss:w/rd@host/db?sslmode=require&password=again",
    )
    printed = f"{settings!r} {settings.redacted()}"
    for secret in (LONG_KEY, "old-key", "metric-token", "p@ss", "w/rd", "again"):
        assert secret not in printed
    assert settings.redacted()["database_url"] == "postgresql://user:***@host/db?sslmode=require&password=***"


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_secret_key_is_made_once_for_its_owner_only() -> None:
    settings = load_settings()
    secret = settings.secret()
    path = settings.data_dir / "secret_key"
    assert len(secret) >= 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_settings().secret() == secret
    assert [file.name for file in settings.data_dir.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_the_secret_key() -> None:
    settings = load_settings()
    found: set[str] = set()
    threads = [threading.Thread(target=lambda: found.add(settings.secret())) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


def test_secret_key_open_to_everyone_is_refused() -> None:
    settings = load_settings()
    settings.secret()
    (settings.data_dir / "secret_key").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        settings.secret()


def test_empty_secret_key_file_is_refused() -> None:
    settings = load_settings()
    settings.data_dir.mkdir()
    path = settings.data_dir / "secret_key"
    path.touch(0o600)
    with pytest.raises(SettingsError, match="holds no usable key"):
        settings.secret()
