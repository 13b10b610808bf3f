"""The page of the sample application: what there is, and what to try."""

from __future__ import annotations

import html

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.05rem/1.55 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem}"
    "h1{font-weight:600;letter-spacing:-.01em}code,pre{font:.92em/1.5 ui-monospace,monospace}"
    "pre{padding:.8rem 1rem;border:1px solid #8884;border-radius:.5rem;overflow-x:auto}"
    "dt{margin-top:.6rem}dd{margin:0;opacity:.8}a{color:#2a7f62}"
    "@media(prefers-color-scheme:dark){a{color:#7fd3b4}}"
)
_ROUTES = (
    ("/hello?name=Ana", "a greeting", "un saludo"),
    ("/echo", "your request, as JSON", "su petición, en JSON"),
    ("/headers", "its fields alone", "solo sus campos"),
    ("/status/404", "any status code", "cualquier código de estado"),
    ("/redirect/301", "a redirect to /hello", "una redirección a /hello"),
    ("/stream?n=10", "lines, one after the other", "líneas, una tras otra"),
    ("/bytes/1000", "a thousand bytes", "mil bytes"),
    ("/delay/1", "a slow answer", "una respuesta lenta"),
    ("/cookies/set?flavour=vanilla", "a cookie, set and shown", "una cookie, puesta y mostrada"),
    ("/private", "credentials: demo and demo", "credenciales: demo y demo"),
    ("/admin", "for admin and admin alone: demo gets 403", "solo para admin y admin: demo recibe 403"),
    ("/lab/bug", "a bug of this program: 500, and no more", "un fallo de este programa: 500, y nada más"),
    ("/early", "103 Early Hints first", "primero 103 Early Hints"),
    ("/items", "a collection in memory, to read and change", "una colección en memoria, para leer y cambiar"),
    ("/users/1", "an item; PUT puts others beside it", "un elemento; PUT pone otros a su lado"),
    ("/data/1", "another", "otro"),
    ("/files", "files, to put and read", "archivos, para poner y leer"),
)
_SHOP = (
    ("/products?category=tea&sort=-price", "teas, the dearest first", "tés, primero el más caro"),
    ("/products/1", "one product", "un producto"),
    ("/customers?fields=name,country&limit=3", "customers, three a page", "clientes, tres por página"),
    ("/orders?embed=customer,order_items", "orders, with who and what", "pedidos, con quién y qué"),
    ("/order_items/1,2", "an item with a key of two columns", "un elemento con clave de dos columnas"),
    ("/reviews?stars=5", "the best reviews", "las mejores reseñas"),
    ("/bestsellers", "a view: it can only be read", "una vista: solo se puede leer"),
    ("/openapi.json", "the description of it all", "la descripción de todo"),
)
_TEXTS = {
    "en": (
        "The sample application",
        "It answers at these places:",
        "A shop with a database, made anew at each start, which a REST API shows:",
        "Try in a terminal:",
        "Leer en español",
        "es",
    ),
    "es": (
        "La aplicación de muestra",
        "Responde en estos lugares:",
        "Una tienda con base de datos, nueva en cada arranque, que una API REST muestra:",
        "Pruebe en una terminal:",
        "Read in English",
        "en",
    ),
}


def page(origin: str, language: str) -> str:
    """Return the page in `language` for the server at `origin`."""
    title, routes, shop, commands, other, other_language = _TEXTS[language]
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title} · Antiphon</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p>{routes}</p>{_list(_ROUTES, language)}<p>{shop}</p>{_list(_SHOP, language)}"
        f"<p>{commands}</p><pre>{html.escape(_commands(origin, language))}</pre>"
        f'<p><a href="/?lang={other_language}" lang="{other_language}">{other}</a></p></main></body></html>'
    )


def _list(places: tuple[tuple[str, str, str], ...], language: str) -> str:
    entries = (
        f'<dt><a href="{html.escape(path)}"><code>{html.escape(path)}</code></a></dt>'
        f"<dd>{es if language == 'es' else en}</dd>"
        for path, en, es in places
    )
    return f"<dl>{''.join(entries)}</dl>"


def _commands(origin: str, language: str) -> str:
    curl = 'curl --cacert "$(antiphon trust --print-root)"' if origin.startswith("https:") else "curl"
    return "\n".join(
        (
            f"antiphon get {origin}/hello name==Ana",
            f"antiphon get {origin}/products category==tea sort==-price",
            f"antiphon post {origin}/reviews product_id:=3 customer_id:=4 stars:=5 text=Lovely --verbose",
            f"antiphon patch {origin}/products/1 price:=7.25",
            f"antiphon explain {origin}/private",
            f"antiphon check {origin}/items",
            "antiphon aprender" if language == "es" else "antiphon learn",
            f"{curl} -i {origin}/status/418",
            f"{curl} -i -F sku=NEW-1 -F name=Nana -F category=tea -F price=4.50 -F picture=@nana.jpg {origin}/products",
            f"{curl} -i -X DELETE {origin}/customers/1",
        )
    )
