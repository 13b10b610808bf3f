"""Running the Python of a page: what it may talk to, and where the names in it lead."""

from __future__ import annotations

from pathlib import Path

from antiphon.demo.application import application

from ..client.auth.guards import Issuer
from ..client.peers import Peer, always, response
from ..server.running import Running
from .test_documents import blocks


def run_page(page: Path) -> None:
    """Run all Python of `page` as one program.

    In it, `https://localhost:8443/` is the demo, `https://tokens.example/` a token endpoint, and `https://api.example/`
    a server whose responses may be cached. There is nothing else to talk to.
    """
    news = always(response(b"news", "Cache-Control: max-age=60"))
    with Running(application) as demo, Peer(Issuer().script) as tokens, Peer(news) as api:
        code = "\n".join(blocks(page, "python"))
        for name, url in (
            ("https://localhost:8443/", demo.url),
            ("localhost:8443/", demo.url.partition("://")[2]),
            ("https://tokens.example/", tokens.url),
            ("https://api.example/", api.url),
        ):
            code = code.replace(name, url)
        exec(compile(code, page.name, "exec"), {"__name__": "__main__"})
