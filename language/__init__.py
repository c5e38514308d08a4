"""The assistant's Chinese: what a worker's message asks for and what it names.

A library of its own: it knows neither Rasa nor HTTP nor SQL, and runs on Python 3.10
(inside Rasa) and 3.12 (`gonghui understand`) from the same files.
"""

from language.catalogue import Catalogue, Intent
from language.errors import DataError, LanguageError, ModelError
from language.examples import Annotation, Example
from language.model import Model
from language.understood import Entity, Request, Understood

__all__ = [
    "Annotation",
    "Catalogue",
    "DataError",
    "Entity",
    "Example",
    "Intent",
    "LanguageError",
    "Model",
    "ModelError",
    "Request",
    "Understood",
]
