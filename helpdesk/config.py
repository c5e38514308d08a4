"""The settings: environment variables with the prefix GONGHUI_, read once at start.

Each may lie in a file instead: GONGHUI_X_FILE=/path.
"""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from helpdesk.errors import ConfigurationError
from helpdesk.secret_files import with_files


class Settings(BaseSettings):
    """Everything that differs between one installation and the next."""

    model_config = SettingsConfigDict(
        env_prefix="GONGHUI_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    # Where things are
    data_dir: Path = Path("var")
    model: Path | None = None
    backup_dir: Path | None = None
    database_url: str | None = None
    redis_url: str | None = None
    demo: bool = False
    demo_desk: Literal["open", "closed"] | None = None

    # What operators see
    log_format: Literal["text", "json"] = "text"
    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(0, ge=0, le=65535)

    # The gateway
    host: str = "127.0.0.1"
    port: int = 8000

    # The bots and their actions, both on loopback or in a network of their own
    bot_url: str = "http://127.0.0.1:5005"
    bot_secret: SecretStr | None = None
    bot_previous_secret: SecretStr | None = None
    bot_timeout: float = 4.0
    queue_limit: int = Field(200, ge=0)
    tracker_url: str | None = None
    actions_host: str = "127.0.0.1"
    actions_port: int = 5055

    # The hotline
    agi_host: str = "127.0.0.1"
    agi_port: int = 0
    agi_spool: Path | None = None
    hotline_token: SecretStr | None = None
    hotline_previous_token: SecretStr | None = None
    hotline_seats: str | None = Field(None, pattern=r"^(tel|sip|sips):[!-~]+$")
    vxml_grammar: str = "builtin:speech/transcribe"

    # The WeChat official account
    wechat_app_id: str | None = None
    wechat_app_secret: SecretStr | None = None
    wechat_token: SecretStr | None = None
    wechat_encoding_aes_key: SecretStr | None = None
    wechat_previous_aes_key: SecretStr | None = None
    wechat_mode: Literal["plain", "compatible", "safe"] = "safe"
    wechat_api_base: str = "https://api.weixin.qq.com"
    wechat_open_base: str = "https://open.weixin.qq.com"
    wechat_answer_within: float = Field(4.0, ge=0, lt=5)
    wechat_bot_timeout: float = Field(20.0, gt=0, lt=50)  # the worker gives up after 60
    wechat_notices: Literal["template", "subscription", "none"] = "none"
    wechat_notice_ids: dict[str, str] = {}
    public_url: str | None = None

    # Webhooks: networks in the house that may be called, as "10.1.0.0/16"
    webhook_networks: list[str] = []

    # Who hears and who speaks
    speech_url: str | None = None
    voice_url: str | None = None

    # The union's existing sign-on (OpenID Connect) for officers
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None

    # Personal data: "id:base64[,id:base64…]", the first seals, all open
    field_keys: SecretStr | None = None
    lookup_key: SecretStr | None = None

    @classmethod
    def settings_customise_sources(  # pydantic's name for where settings come from
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment and .env name files."""
        for source in (env_settings, dotenv_settings):
            if isinstance(source, EnvSettingsSource):
                names = frozenset(settings_cls.model_fields)
                source.env_vars = with_files(source.env_vars, names)
        return init_settings, env_settings, dotenv_settings

    @property
    def records_url(self) -> URL:
        """Return the database's address with the asyncio driver named."""
        if self.database_url is None:
            path = str((self.data_dir / "gonghui.db").resolve())
            return URL.create("sqlite+aiosqlite", database=path)
        return _with_driver(self.database_url, named="GONGHUI_DATABASE_URL")

    @property
    def talks_url(self) -> URL:
        """Return the address of the bots' dialogues with the asyncio driver named."""
        if self.tracker_url is None:
            path = str((self.data_dir / "rasa.db").resolve())
            return URL.create("sqlite+aiosqlite", database=path)
        return _with_driver(self.tracker_url, named="GONGHUI_TRACKER_URL")

    @property
    def trained_model(self) -> Path:
        """Return where the trained model lies, once there is one."""
        return self.model or self.data_dir / "models" / "gonghui.tar.gz"

    @property
    def backups(self) -> Path:
        """Return where backups are kept; better on another disk than the records."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def has_wechat(self) -> bool:
        """Tell whether an official account is configured."""
        return bool(self.wechat_app_id and self.wechat_token)

    @property
    def has_sign_on(self) -> bool:
        """Tell whether officers may come from an existing sign-on."""
        return bool(self.oidc_issuer and self.oidc_client_id)

    @property
    def is_production(self) -> bool:
        """Tell whether the records live in PostgreSQL."""
        return self.records_url.get_backend_name() == "postgresql"

    @model_validator(mode="after")
    def _production_is_complete(self) -> Self:
        """Refuse demo data and keys made on the spot beside a production database."""
        if not self.is_production:
            return self
        if self.demo:
            raise ConfigurationError(
                "demo mode is refused with a PostgreSQL database; "
                "unset GONGHUI_DEMO or GONGHUI_DATABASE_URL"
            )
        if self.field_keys is None or self.lookup_key is None:
            raise ConfigurationError(
                "a PostgreSQL database needs its own keys; "
                "set GONGHUI_FIELD_KEYS and GONGHUI_LOOKUP_KEY"
            )
        return self


def _with_driver(address: str, *, named: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:  # its text may hold the password
        raise ConfigurationError(f"{named} is no address") from None
    drivers = {"postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}
    return url.set(drivername=drivers.get(url.drivername, url.drivername))
