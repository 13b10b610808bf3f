// An exchange: two messages in lines that say what they mean, the server's view, findings, TLS, time.

import { copyButton, element, language, lessonPath } from "./dom.js";
import { words } from "./words.js";

export function exchangeView(shown) {
  const view = element("div", { class: "view" });
  if (shown.request) {
    const meaning = element("p", { class: "meaning", role: "status" }, words.press);
    view.append(
      element(
        "div",
        { class: "messages" },
        message(words.request, shown.request, meaning),
        shown.response ? message(words.response, shown.response, meaning) : element("p", {}, words.noResponse),
      ),
      meaning,
    );
  }
  if (shown.server) view.append(server(shown.server));
  if (shown.findings) view.append(findings(shown.findings));
  if (shown.tls?.length) view.append(facts(words.handshake, shown.tls));
  if (shown.timing?.length) view.append(facts(words.timing, shown.timing, " ms"));
  if (shown.text) {
    view.append(element("p", {}, copyButton(words.copyExplanation, words.copied, () => shown.text)));
  }
  return view;
}

// The value of a field of a message as it is shown; its line end is written out there.
export function fieldOf({ parts }, name) {
  for (const { pieces = [] } of parts) {
    const [key, ...value] = pieces.map(({ text }) => text).join("").split(":");
    if (key.toLowerCase() === name.toLowerCase()) return value.join(":").replace(/(\\r\\n|\r|\n)+$/, "").trim();
  }
  return "";
}

const rule = (rfc, link) => {
  if (!rfc) return null;
  return link ? element("a", { href: link, rel: "noreferrer" }, rfc) : rfc;
};

const link = (place, title) => element("a", { href: lessonPath(place) }, title);

// Where it is taught, and the box in which one can see it happen.
export function lessonLinks(lesson, box = false) {
  if (!lesson) return [];
  const found = [element("span", {}, `${words.lesson}: `, link(lesson.place, lesson.title))];
  if (box && lesson.box) found.push(element("span", {}, `${words.box}: `, link(lesson.box.place, lesson.box.title)));
  return found;
}

// Lines as one stop for the Tab key; the arrow keys move within.
function message(title, { parts, flaws }, meaning) {
  const lines = element("div", { class: "bytes", role: "toolbar", "aria-label": title, "aria-orientation": "vertical" });
  const buttons = parts.map((part, place) => {
    const button = element(
      "button",
      { type: "button", class: "part", tabindex: place ? "-1" : "0", "aria-pressed": "false", title: part.kind },
      ...(part.pieces ?? []).flatMap(({ text, flaw }, piece) => (
        flaw === undefined ? tinted(text, place > 0 && piece === 0) : [element("mark", {}, text)]
      )),
      ...(part.hexadecimal ? [part.hexadecimal.join("\n")] : []),
    );
    if (part.cut) button.append(`\n${words.cut}`);
    button.addEventListener("click", () => {
      for (const other of lines.parentElement.parentElement.querySelectorAll("[aria-pressed=true]")) {
        other.setAttribute("aria-pressed", "false");
      }
      button.setAttribute("aria-pressed", "true");
      buttons.forEach((other) => { other.tabIndex = other === button ? 0 : -1; });
      const { means } = part;
      const broken = (part.pieces ?? []).filter((piece) => piece.flaw !== undefined).map((piece) => flaws[piece.flaw]);
      meaning.replaceChildren(
        element("strong", {}, `${part.kind}: `),
        `${means.sentence} `,
        ...broken.map((flaw) => element("em", {}, `${flaw.sentence} `)),
        ...spaced(rule(means.rfc, means.link), ...lessonLinks(means.lesson)),
      );
    });
    return button;
  });
  lines.append(...buttons);
  lines.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(document.activeElement);
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = { Home: 0, End: buttons.length - 1 }[event.key] ?? (by ? here + by : -1);
    if (here < 0 || !buttons[next]) return;
    event.preventDefault();
    buttons[next].focus();
  });
  return element("div", { class: "message" }, element("h4", {}, title), lines);
}

const FIELD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:(?= )/;
const ENDING = /(?:\\r)?\\n$/;

// The name of a field and the end of a line stand out from what the line says.
function tinted(text, first) {
  const name = first ? FIELD.exec(text)?.[0] ?? "" : "";
  const ending = ENDING.exec(text)?.[0] ?? "";
  return [
    name && element("span", { class: "name" }, name),
    text.slice(name.length, text.length - ending.length),
    ending && element("span", { class: "ending" }, ending),
  ].filter(Boolean);
}

const spaced = (...parts) => parts.filter(Boolean).flatMap((part, place) => (place ? [" · ", part] : [part]));

function server(seen) {
  const meaning = element("p", { class: "meaning", role: "status" });
  const time = seen.milliseconds === null ? null : `${seen.milliseconds.toLocaleString(language)} ms`;
  const lines = [
    [words.client, seen.client], [words.local, seen.local], [words.tls, seen.tls], [words.asked, seen.asked],
    [words.status, seen.status], [words.bytesIn, seen.received], [words.bytesOut, seen.sent], [words.time, time],
  ].filter(([, value]) => value !== null);
  return element(
    "details",
    {},
    element("summary", {}, words.serverView),
    list(lines),
    element("div", { class: "messages" }, message(words.request, seen.request, meaning)),
    meaning,
  );
}

const list = (lines) => element(
  "dl",
  {},
  ...lines.map(([label, value]) => element("div", {}, element("dt", {}, label), element("dd", {}, String(value)))),
);

function findings(found) {
  const items = found.map((each) => element(
    "li",
    { class: each.severity },
    `${each.sentence} ${words.whatToDo} ${each.fix} `,
    ...spaced(rule(each.rfc, each.link), ...lessonLinks(each.lesson, true)),
  ));
  const shown = items.length ? element("ul", {}, ...items) : element("p", {}, words.nothingFound);
  const summary = element("summary", {}, `${words.findings} (${items.length})`);
  return element("details", { class: "findings" }, summary, shown);
}

function facts(title, found, unit = "") {
  const shown = found.filter((each) => !Array.isArray(each.value) || each.value.every((part) => typeof part !== "object"));
  const lines = shown.map((each) => [each.label, [valueOf(each.value, unit), each.sentence].filter(Boolean).join(" — ")]);
  const messages = found.find((each) => each.name === "messages");
  const details = element("details", {}, element("summary", {}, title), list(lines));
  if (messages) {
    const rows = messages.value.map((each) => element(
      "li",
      { class: each.direction },
      `${each.direction === "sent" ? "→" : "←"} ${each.name} · ${words[each.direction]} · ${each.bytes} B · `
        + `${each.milliseconds.toLocaleString(language)} ms`,
    ));
    details.append(element("ol", { class: "handshake" }, ...rows));
  }
  return details;
}

function valueOf(value, unit) {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number") return value.toLocaleString(language) + unit;
  if (Array.isArray(value)) return value.map((each) => valueOf(each, unit)).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
