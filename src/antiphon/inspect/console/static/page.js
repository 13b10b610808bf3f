// The page: which view the URL names, what happens on the server, and the keys.

import { events, post, read, urlOf } from "./api.js";
import { showCertificates } from "./certificates.js";
import { showConnections } from "./connections.js";
import { showDetail } from "./detail.js";
import { element, visible } from "./elements.js";
import { ExchangeList } from "./list.js";
import { language, say, translate } from "./words.js";

const place = (id) => document.getElementById(id);
const VIEWS = ["exchanges", "connections", "certificates"];
const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

translate(document);
const list = new ExchangeList((shown, all) => {
  place("count").textContent = say("count", { shown, all });
  place("har").href = urlOf(list.query() ? `har?${list.query()}` : "har");
});
let shownView = "";
let opened = null;

// -- what the page says and asks ----------------------------------------------------------------------------------------

function tell(text) {
  place("live").textContent = visible(text);
}

/** Ask a question, and return whether the answer is yes. Each has a dialog of its own: the end of one is told later. */
function ask(question) {
  const yes = element("button", { type: "button", id: "ask-yes", onclick: () => dialog.close("yes") }, say("yes"));
  const no = element("button", { type: "button", id: "ask-no", onclick: () => dialog.close("no") }, say("no"));
  const dialog = element("dialog", { id: "ask", "aria-labelledby": "ask-text" },
    element("p", { id: "ask-text" }, question),
    element("p", { class: "tools" }, yes, no));
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

// -- views --------------------------------------------------------------------------------------------------------------

async function route() {
  const [view, number] = location.hash.slice(1).split("/");
  const name = VIEWS.includes(view) ? view : "exchanges";
  for (const each of VIEWS) place(`view-${each}`).hidden = each !== name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  place("language").href = `?lang=${language === "es" ? "en" : "es"}${location.hash}`;
  shownView = name;
  if (name === "exchanges") await open(/^[1-9]\d*$/.test(number ?? "") ? Number(number) : null);
  else await show(name);
}

async function show(name) {
  try {
    await (name === "connections" ? showConnections : showCertificates)(place(`view-${name}`));
  } catch (error) {
    tell(error.message);
  }
}

async function open(number) {
  if (number === opened) return;
  const before = opened;
  opened = number;
  const row = list.mark(number);
  document.body.classList.toggle("opened", number !== null);
  if (number === null) {
    place("detail").hidden = true;
    place("detail").replaceChildren();
    const last = list.known.get(before)?.row;
    if (last && !last.hidden) list.focus(last);
    return;
  }
  row?.scrollIntoView({ block: "nearest" });
  const filled = fill();
  place("detail-title").focus();
  await filled;
}

function fill() {
  return showDetail(place("detail"), opened, { ask, tell, close });
}

function close() {
  location.hash = "#exchanges";
}

// -- what happens -------------------------------------------------------------------------------------------------------

async function load() {
  try {
    const { exchanges, limit } = await read("exchanges");
    list.replace(exchanges, limit);
    list.mark(opened);
  } catch (error) {
    tell(error.message);
  }
}

function listen() {
  const stream = events();
  stream.onopen = async () => {
    tell(say("live"));
    await load();
    document.body.classList.add("live");
  };
  stream.onerror = () => {
    tell(say("lost"));
    document.body.classList.remove("live");
    // A refusal ends the stream for good; the server may be back later.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  };
  stream.addEventListener("exchanges", (event) => {
    const exchanges = JSON.parse(event.data);
    list.take(exchanges);
    if (exchanges.some((each) => each.number === opened)) fill();
    if (list.paused) place("pause").textContent = say("resume", { count: list.waiting.size });
  });
  stream.addEventListener("missed", () => {
    if (!list.paused) load();
  });
  stream.addEventListener("connections", () => {
    if (shownView === "connections") show("connections");
  });
}

// -- tools --------------------------------------------------------------------------------------------------------------

for (const name of ["path", "method", "status", "client", "errors"]) {
  place(`filter-${name}`).addEventListener("input", () => list.filter());
}

place("pause").addEventListener("click", () => {
  list.paused = !list.paused;
  place("pause").setAttribute("aria-pressed", String(list.paused));
  place("pause").textContent = list.paused ? say("resume", { count: 0 }) : say("pause");
  if (!list.paused) list.showWaiting();
});

place("order").addEventListener("click", () => {
  list.newestLast = !list.newestLast;
  place("order").setAttribute("aria-pressed", String(list.newestLast));
  list.arrange();
});

place("clear").addEventListener("click", async () => {
  if (!(await ask(say("clearAsk")))) return;
  try {
    await post("clear");
    close();
    await load();
  } catch (error) {
    tell(error.message);
  }
});

place("skip").addEventListener("click", (event) => {
  // The part of the URL behind # says which view is shown, so it is not for jumping.
  event.preventDefault();
  place("main").focus();
});

place("rows").addEventListener("click", (event) => {
  const row = event.target.closest("tr");
  if (row && !event.target.closest("a") && !String(getSelection())) location.hash = row.querySelector("a").hash;
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog")) return;
  const inField = event.target.closest("input, select, #detail");
  if (event.key === "/" && !event.target.closest("input")) {
    event.preventDefault();
    if (shownView !== "exchanges") location.hash = "#exchanges";
    place("filter-path").focus();
  } else if (event.key === "Escape" && shownView === "exchanges") {
    if (opened !== null) close();
    else if (inField) list.move(0);
  } else if (!inField && shownView === "exchanges" && event.key in STEPS) {
    event.preventDefault();
    list.move(STEPS[event.key]);
  }
});

const other = language === "es" ? ["en", "English"] : ["es", "Español"];
[place("language").lang, place("language").textContent] = other;
place("language").hreflang = other[0];
window.addEventListener("hashchange", route);
route();
listen();
