"""From a written text to what is said on the telephone: words, pages of words, SSML."""

from language.speak.digits import by_digit, grouped
from language.speak.markup import ssml
from language.speak.pages import pages
from language.speak.reading import spoken

__all__ = ["by_digit", "grouped", "pages", "spoken", "ssml"]
