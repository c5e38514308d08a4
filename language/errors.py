"""What can go wrong with the language model.

* LanguageError
  + DataError        a file of nlu_data/ cannot be read or contradicts itself
  + ModelError       a trained model is missing, damaged or of another format
"""


class LanguageError(Exception):
    """Base of everything the language library refuses to do."""


class DataError(LanguageError):
    """A file of language data cannot be read; the message names it."""


class ModelError(LanguageError):
    """A trained model is missing, damaged or of another format."""
