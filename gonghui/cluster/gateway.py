"""nginx of a cluster: its templates filled in, as its image does when it starts."""

from collections.abc import Mapping

from gonghui import nginx
from gonghui.cluster.layout import Layout, Replica

PROGRAM = "nginx"
RUN = "/run/nginx"


def prepare(layout: Layout, replica: Replica, told: Mapping[str, str]) -> None:
    """Write nginx's files to where its command looks for them."""
    folder = dict(layout.folders(replica))[RUN]
    said = {
        **told,
        "GATEWAY_LOG": str(layout.folder / "gateway.log"),
        "GATEWAY_PAGES": str(nginx.FOLDER / "pages"),
        "GATEWAY_RUN": str(folder),
    }
    nginx.write(said, folder)
