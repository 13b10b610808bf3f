// Elements made by calls. Text is always text: nothing that came over the network is read as markup.

/** Return `text` with what cannot be seen as escapes: control characters, and marks that turn the direction of writing. */
export const visible = (text) =>
  text.replace(/[\p{Cc}\p{Cf}]/gu, (mark) =>
    (mark === "\n" || mark === "\t" ? mark : `\\u{${mark.codePointAt(0).toString(16)}}`));

/** Return an element with attributes and children; a child that is no element is text, null is nothing. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  const told = children.flat(Infinity).filter((child) => child !== null);
  made.append(...told.map((child) => (typeof child === "string" ? visible(child) : child)));
  return made;
}

/** Return a link to a section of an RFC; nothing where there is none. Only the RFC editor's pages are linked. */
export function ruleLink(rfc, link) {
  if (!rfc || !link || !link.startsWith("https://www.rfc-editor.org/")) return null;
  return element("a", { href: link, target: "_blank", rel: "noreferrer noopener", class: "rule" }, rfc);
}

/** Return a table with a caption, column titles and rows of cells. */
export function table(caption, titles, rows) {
  return element("div", { class: "scrolls", tabindex: "0", role: "group", "aria-label": caption },
    element("table", { class: "plain" },
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, titles.map((title) => element("th", { scope: "col" }, title)))),
      element("tbody", {}, rows.map((cells) => element("tr", {}, cells.map((cell) => element("td", {}, cell)))))));
}
