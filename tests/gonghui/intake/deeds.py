"""Work that ends its worker, which is what a bug in a library would do."""

import os
import signal
from pathlib import Path

from gonghui.intake.parcels import Made, Parcel
from gonghui.intake.work import Order, work


def deadly(order: Order, parcel: Parcel) -> Made:
    """End the worker at the file that is meant to."""
    if any(file.data == b"deadly" for file in parcel.files()):
        os.kill(os.getpid(), signal.SIGKILL)
    return work(order, parcel)


def mortal(order: Order, parcel: Parcel) -> Made:
    """End the worker once, in the middle of the work."""
    mark = Path(os.environ["GONGHUI_DATA_DIR"], "mortal")
    if parcel.number == 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return work(order, parcel)
