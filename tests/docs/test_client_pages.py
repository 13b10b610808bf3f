"""The Python in the pages about the client runs."""

from __future__ import annotations

import pytest

from antiphon.demo.application import application

from ..client.auth.guards import Issuer
from ..client.peers import Peer
from ..server.running import Running
from .test_documents import ROOT, blocks


@pytest.mark.parametrize("page", ["authentication", "many-requests", "middleware", "resilience", "telemetry"])
def test_the_python_of_a_page_runs(page: str) -> None:
    code = "\n".join(blocks(ROOT / "docs" / "client" / f"{page}.md", "python"))
    with Running(application) as server, Peer(Issuer().script) as tokens:
        code = code.replace("https://localhost:8443/", server.url).replace("https://tokens.example/", tokens.url)
        exec(compile(code, f"{page}.md", "exec"), {})
