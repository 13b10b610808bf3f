"""A backend with pages, for these tests: a browser that navigates gets pages, others what the backend answers."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any
from urllib.parse import urlsplit

from antiphon.rest.allowed import methods_of
from antiphon.rest.backend import Backend
from antiphon.rest.page.assets import asset_at
from antiphon.rest.page.collection import Listing, collection_page
from antiphon.rest.page.frame import PAGE_FIELDS, Frame
from antiphon.rest.page.item import item_page
from antiphon.rest.page.root import root_page
from antiphon.rest.place import Collection, Item, place_of
from antiphon.semantics.fields import Fields
from antiphon.semantics.forms import decode_form
from antiphon.semantics.json_text import read_json
from antiphon.semantics.links import parse_links
from antiphon.server.handler import Request, Response


class Pages:
    """A `Handler` that shows what `backend` answers."""

    antiphon_handler = True

    def __init__(self, backend: Backend, language: str = "en") -> None:
        self.backend = backend
        self.frame = Frame("Shop", language=language, origin="http://127.0.0.1")

    def __call__(self, request: Request) -> Response | Awaitable[Response]:
        """Return an asset, a page, or what the backend answers."""
        asset = asset_at(request.path)
        if asset is not None:
            return Response(200, Fields({"Content-Type": asset.media_type}), asset.content)
        wants_page = request.method == "GET" and "text/html" in (request.fields.get("accept") or "")
        return self.page(request) if wants_page else self.backend(request)

    async def page(self, request: Request) -> Response:
        """Return the page of what the backend answers as JSON."""
        json = Request("GET", request.path, request.target, request.query, Fields(), b"", None, "http")
        answer = await self.backend.answer(json)
        if answer.status != 200:
            return answer
        assert isinstance(answer.content, bytes)
        return Response(200, Fields.of_checked(PAGE_FIELDS), self._page(request, answer, read_json(answer.content)))

    def _page(self, request: Request, answer: Response, content: Any) -> bytes:
        schema, frame = self.backend.service.schema, self.frame
        place = place_of(urlsplit(request.target).path, schema)
        if isinstance(place, Collection):
            found = parse_links(answer.fields.get("link") or "")
            listing = Listing(content, decode_form(request.query), {link.rel: link.target for link in found}, None)
            return collection_page(frame, place.resource, schema, listing, methods_of(place))
        if isinstance(place, Item):
            return item_page(frame, place.resource, schema, content, answer.fields.get("etag"), methods_of(place))
        return root_page(frame, schema, methods_of(place))
