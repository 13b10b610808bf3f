// A URL in its parts (RFC 3986, section 3): each with its name.

import { element } from "./dom.js";
import { words } from "./words.js";

const PARTS = /^([a-z]+)(:\/\/)(\[[^\]]*\]|[^:/?#]*)(?:(:)(\d*))?([^?#]*)(?:(\?)([^#]*))?(?:(#)(.*))?$/is;
const NAMES = ["scheme", null, "host", null, "port", "path", null, "query", null, "fragment"];

export function urlParts(url) {
  const [, ...found] = PARTS.exec(url) ?? [];
  return found.flatMap((text, place) => {
    if (!text) return [];
    const name = NAMES[place];
    if (!name) return [text];
    return [element("span", { class: `part-${name}` }, element("small", {}, words[name]), text)];
  });
}
