"""Where things lie in the checkout and in the data directory."""

from pathlib import Path

from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[1]
NLU_DATA = ROOT / "nlu_data"
BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"


def models(settings: Settings) -> Path:
    """Return the folder of trained models."""
    return settings.data_dir / "models"


def trained_model(settings: Settings) -> Path:
    """Return the model that serves.

    Raises:
        ConfigurationError: There is none yet.
    """
    model = settings.trained_model
    if not model.exists():
        raise ConfigurationError(f"no model at {model}; run `gonghui train` first")
    return model


def bot_python() -> Path:
    """Return the interpreter of Rasa's environment.

    Raises:
        ConfigurationError: The environment was not set up.
    """
    if not BOT_PYTHON.exists():
        raise ConfigurationError(f"no environment at {BOT_PYTHON}; run `make setup`")
    return BOT_PYTHON
