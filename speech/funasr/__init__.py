"""FunASR's runtime as a recogniser."""

from speech.funasr.client import FunASR

__all__ = ["FunASR"]
