"""Settings from `GRAPHLOOP_*` variables, a `.env` file, and the files that `GRAPHLOOP_*_FILE` variables name."""

from __future__ import annotations

import os
import re
import secrets
import stat
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from app.core.errors import DomainError

PREFIX = "GRAPHLOOP_"
SECRET_MIN_LENGTH = 32
HIDDEN = "***"


class SettingsError(DomainError):
    """A setting is missing or wrong."""

    code = "SETTINGS_INVALID"


class Settings(BaseSettings):
    """Everything an operator can choose; each field is the variable `GRAPHLOOP_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    data_dir: Path = Field(Path("data"), description="Folder of the embedded database, uploads and the secret key.")
    database_url: SecretStr | None = Field(
        None, description="PostgreSQL address (postgresql://...); unset means SQLite in the data folder."
    )
    secret_key: SecretStr | None = Field(
        None,
        description="Key that encrypts stored secrets; unset means a file in data_dir, made at first start.",
    )
    older_secret_keys: Annotated[list[SecretStr], NoDecode] = Field(
        [], description="Keys used before, comma-separated, still good for reading what they encrypted."
    )

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: str | None = Field(None, description="Address that browsers use, if it differs from host and port.")
    allowed_origins: Annotated[list[str], NoDecode] = Field(
        [], description="Other origins whose pages may use the API, comma-separated, such as https://app.example.com."
    )
    drain_seconds: float = Field(
        20, ge=0, description="How long a stopping server or worker waits for requests and jobs in flight."
    )
    max_body_bytes: int = Field(2_000_000, ge=1_000, description="Largest request body, uploads aside.")
    max_upload_bytes: int = Field(100_000_000, ge=1_000, description="Largest uploaded file.")
    compress_min_bytes: int = Field(
        4_096, ge=256, description="Smallest answer that is compressed for clients that accept it."
    )
    persisted_documents: Path | None = Field(
        None, description="Manifest of registered GraphQL documents as JSON, or a folder of manifests."
    )
    registered_only: bool = Field(False, description="Whether only the documents of the manifest are executed.")
    persisted_bytes: int = Field(
        2_000_000, ge=10_000, description="Memory for documents that clients send once and then name by their hash."
    )
    persisted_max_age_seconds: int = Field(
        0, ge=0, description="How long browsers may keep the answer to a GET by hash before they ask whether it changed."
    )
    max_item_bytes: int = Field(200_000, ge=100, description="Largest dataset item, as JSON.")
    max_dataset_items: int = Field(5_000_000, ge=1, description="Most items of a dataset.")
    max_dataset_columns: int = Field(100, ge=1, le=1_000, description="Most columns of a dataset.")
    export_days: int = Field(7, ge=1, description="How long the file of an export is kept.")
    export_link_seconds: int = Field(3_600, ge=60, description="How long the link to the file of an export is good.")

    registration_open: bool = Field(True, description="Whether anyone may register, or only invited people.")
    session_days: int = Field(30, ge=1, description="Days until an unused sign-in ends.")
    login_attempts_per_minute: int = Field(
        10, ge=1, description="Sign-in attempts a minute for one e-mail; ten times as many from one network address."
    )

    graphql_document_bytes: int = Field(16_000, ge=1_000, description="Largest GraphQL document.")
    graphql_tokens: int = Field(600, ge=300, description="Most tokens and line breaks of a document.")
    graphql_nesting: int = Field(
        48, ge=16, le=150, description="Most brackets within one another, in a document or its variables."
    )
    graphql_depth: int = Field(16, ge=4, le=50, description="Most fields within one another; a list takes two.")
    graphql_introspection_depth: int = Field(16, ge=1, le=50, description="Most fields within `__schema` or `__type`.")
    graphql_introspection_lists: int = Field(2, ge=1, le=3, description="Most lists of types within one another there.")
    graphql_definitions: int = Field(25, ge=1, description="Most operations and fragments of a document.")
    graphql_variables: int = Field(100, ge=1, description="How often a document may name a variable, declarations included.")
    graphql_selections: int = Field(200, ge=50, description="Most fields and fragments selected in a document, as written.")
    graphql_expanded_selections: int = Field(1_000, ge=250, description="The same with every fragment written out.")
    graphql_repeats: int = Field(10, ge=1, description="How often one name may be selected in one place.")
    graphql_aliases: int = Field(30, ge=0, description="Most aliases in a document.")
    graphql_literals: int = Field(
        100, ge=20, description="Most entries of lists and objects that are written out in a document."
    )
    graphql_directives: int = Field(40, ge=0, description="Most directives in a document.")
    graphql_directives_each: int = Field(4, ge=0, description="Most directives on one field, fragment or operation.")
    graphql_root_fields: int = Field(20, ge=1, description="Most fields at the root of an operation.")
    graphql_first: int = Field(1_000, ge=1, le=1_000, description="Most rows of one page of a list.")
    graphql_cost: int = Field(25_000, ge=1_000, description="Most rows that an operation may ask for, by its `first`.")
    graphql_variables_bytes: int = Field(2_000_000, ge=1_000, description="Largest variables of an operation, as JSON.")
    graphql_variables_values: int = Field(25_000, ge=100, description="Most values in the variables of an operation.")
    graphql_input_list: int = Field(1_000, ge=100, description="Most entries of one list in an input.")
    graphql_inputs: int = Field(10_000, ge=1_000, description="Most inputs of an operation, what JSON values hold aside.")
    graphql_operation_seconds: float = Field(30, gt=0, description="Longest run of one query or mutation.")
    graphql_operations: int = Field(64, ge=1, description="Most queries and mutations of one actor at the same time.")
    graphql_subscriptions: int = Field(100, ge=1, description="Most open subscriptions of one connection.")

    access_cache_seconds: float = Field(
        1, ge=0, le=3, description="How long it may take until a server sees what another one changed about access."
    )
    read_connections: int = Field(3, ge=1, le=64, description="Connections for reading beside the writer.")

    egress_allow_private: bool = Field(
        False, description="Whether model servers and webhooks may be on private or loopback addresses."
    )
    egress_allowed_hosts: Annotated[list[str], NoDecode] = Field(
        [], description="Private hosts that may be called all the same: names, addresses or ranges, comma-separated."
    )
    egress_timeout_seconds: float = Field(120, gt=0, description="Longest wait for an answer from outside.")

    run_concurrency_max: int = Field(200, ge=1, description="Most model calls in flight for one experiment run.")
    items_in_flight: int = Field(400, ge=1, description="Items of all runs worked on at the same time in this process.")
    shard_size: int = Field(200, ge=1, le=10_000, description="Items of a run that one job works on.")
    engine: Literal["local", "procrastinate"] = Field(
        "local", description="What runs experiments: the server itself, or any number of `graphloop worker` on PostgreSQL."
    )
    job_slots: int = Field(16, ge=1, description="Jobs that run at the same time in one server or worker.")
    sandbox_workers: int = Field(1, ge=1, le=64, description="Processes that run code evaluators, for each engine.")
    sandbox_timeout_seconds: float = Field(5, gt=0, description="Longest run of one code evaluator call.")
    sandbox_memory_mb: int = Field(128, ge=16, description="Memory of one code evaluator call.")
    template_workers: int = Field(2, ge=1, le=64, description="Processes that render Jinja2 templates.")
    template_timeout_seconds: float = Field(2, gt=0, description="Longest rendering of a prompt's Jinja2 templates.")
    template_memory_mb: int = Field(128, ge=16, description="Memory of one such rendering.")
    template_output_bytes: int = Field(1_000_000, ge=1_000, description="Longest text that one such rendering gives.")

    response_cache_days: int = Field(
        30, ge=1, description="How long answers of models are kept for runs that use them again."
    )

    demo_provider: bool = Field(True, description="Whether the built-in offline models (demo/echo, ...) can be used.")
    demo_seed: int = Field(0, description="Seed of the built-in offline models; the same seed gives the same answers.")

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")
    log_format: Literal["json", "console", "auto"] = Field(
        "auto", description="Form of log lines; auto means console on a terminal, JSON elsewhere."
    )
    metrics_token: SecretStr | None = Field(
        None, description="Bearer token that /metrics asks for; unset leaves it open to whoever reaches the port."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, which wins over `.env`; files count as the place that names them."""
        return (
            init_settings,
            _FileSource(settings_cls, env_settings),
            env_settings,
            _FileSource(settings_cls, dotenv_settings),
            dotenv_settings,
        )

    @field_validator("older_secret_keys", "allowed_origins", "egress_allowed_hosts", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return [part.strip() for part in value.split(",") if part.strip()]

    @field_validator("engine", "log_level", "log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SECRET_MIN_LENGTH:
            raise ValueError(f"must have at least {SECRET_MIN_LENGTH} characters")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("postgres://", "postgresql://", "sqlite://")):
            raise ValueError("must begin with postgresql://, postgres:// or sqlite://")
        return value

    @field_validator("engine")
    @classmethod
    def _has_a_queue(cls, value: str, info: ValidationInfo) -> str:
        url: SecretStr | None = info.data.get("database_url")
        if value == "procrastinate" and (url is None or url.get_secret_value().startswith("sqlite")):
            raise ValueError(f"procrastinate needs PostgreSQL; set {PREFIX}DATABASE_URL, or choose local")
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _are_origins(cls, values: list[str]) -> list[str]:
        return [_origin(value) for value in values]

    @field_validator("public_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and not _is_web_address(value):
            raise ValueError("must be an address such as https://graphloop.example.com")
        return value.rstrip("/") if value else None

    @property
    def database(self) -> str:
        """The database to open: `postgres://...`, or `sqlite://` and an absolute path."""
        if self.database_url is None:
            return f"sqlite://{self.data_dir.absolute() / 'graphloop.db'}"
        return re.sub("^postgresql://", "postgres://", self.database_url.get_secret_value())

    @property
    def is_embedded(self) -> bool:
        """Whether the database is a SQLite file of our own."""
        return self.database.startswith("sqlite://")

    def secret(self) -> str:
        """The key that encrypts stored secrets, made at first use if none was given."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return _stored_secret(self.data_dir / "secret_key")

    def redacted(self) -> dict[str, Any]:
        """All settings as plain values, with what is secret hidden."""
        shown = {name: _shown(value) for name, value in self}
        if self.database_url is not None:
            shown["database_url"] = _without_password(self.database_url.get_secret_value())
        return shown


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; arguments that are not None win over the environment."""
    given = {name: value for name, value in overrides.items() if value is not None}
    if unknown := sorted(given.keys() - Settings.model_fields.keys()):
        raise SettingsError(f"There is no setting named {', '.join(unknown)}.")
    try:
        return Settings(**given)
    except ValidationError as error:
        # `from None`: the original would print what was given, which may be a secret.
        raise SettingsError(_explained(error)) from None


class _FileSource(PydanticBaseSettingsSource):
    """Values read from the files that `GRAPHLOOP_<NAME>_FILE` variables name."""

    def __init__(self, settings_cls: type[BaseSettings], layer: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        self._variables = layer.env_vars if isinstance(layer, EnvSettingsSource) else {}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The content of the named file, or None."""
        variable = f"{PREFIX}{field_name}"
        file = self._variables.get(f"{variable}_file".lower())
        if not file:
            return None, field_name, False
        if self._variables.get(variable.lower()):
            raise SettingsError(f"{variable.upper()}: set this or {variable.upper()}_FILE, not both.")
        try:
            return Path(file).read_text("utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            raise SettingsError(f"{variable.upper()}_FILE: cannot read {file} ({reason}).") from None

    def __call__(self) -> dict[str, Any]:
        """The values found, by field name."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value}


def _stored_secret(path: Path) -> str:
    """Read the key file, or make one that only its owner can read."""
    if not path.exists():
        _create_secret(path)
    if path.stat().st_mode & stat.S_IRWXO:
        raise SettingsError(f"{path} can be read by every user of this machine; run: chmod 600 {path}")
    secret = path.read_text("ascii").strip()
    if len(secret) < SECRET_MIN_LENGTH:
        raise SettingsError(f"{path} holds no usable key; restore it from a backup, or set {PREFIX}SECRET_KEY.")
    return secret


def _create_secret(path: Path) -> None:
    """Write a new key in one step: readers see the whole of it, and of two writers the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        _link_unless_there(draft, path)
    finally:
        draft.unlink()


def _link_unless_there(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return


def _is_web_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _origin(value: str) -> str:
    """A browser's spelling of an origin: scheme, host and port, nothing after."""
    trimmed = value.rstrip("/").lower()
    parts = urlsplit(trimmed)
    if not _is_web_address(trimmed) or trimmed != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
        raise ValueError("each must be an origin such as https://app.example.com, without a path; * is not allowed")
    return trimmed


def _shown(value: object) -> Any:
    if isinstance(value, SecretStr):
        return HIDDEN
    if isinstance(value, list):
        return [_shown(part) for part in value]
    return str(value) if isinstance(value, Path) else value


def _without_password(url: str) -> str:
    """The address with its password hidden, whether it stands before the host or among the parameters."""
    hidden = re.sub(r"^([a-z0-9]+://[^:/@?]*):.*@", rf"\1:{HIDDEN}@", url)
    return re.sub(r"(?i)([?&][a-z_]*(?:password|secret)=)[^&]*", rf"\1{HIDDEN}", hidden)


def _explained(error: ValidationError) -> str:
    """One line for each bad variable."""
    return "\n".join(
        f"{PREFIX}{str(detail['loc'][0]).upper()}: {detail['msg'].removeprefix('Value error, ')}."
        for detail in error.errors(include_input=False, include_url=False, include_context=False)
    )
