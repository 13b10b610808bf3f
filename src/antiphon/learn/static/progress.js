// Progress: on this device first, then on the server, whose resource is read, merged and replaced with If-Match.

import { cleaned, merged, same } from "./merging.js";

const KEY = "antiphon-learn";
const PAUSE = 300;
const LONGEST_WAIT = 60_000;
// What browsers let a page send that is no longer there (Fetch, section 4.6).
const MOST_OF_A_LEFT_PAGE = 60_000;
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const CODE = /^[a-z0-9]{20}$/;

const newCode = () => [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => LETTERS[byte % 32]).join("");

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function load() {
  const kept = stored();
  const isKnown = CODE.test(kept.code);
  // A code that was made here and is not saved yet: nobody else can have it.
  const isNew = !isKnown || kept.isNew === true;
  return { code: isKnown ? kept.code : newCode(), isNew, updated: kept.updated ?? null, base: cleaned(kept.base), ...cleaned(kept) };
}

let state = load();
let syncing = null;
let again = false;
let wait = 1000;
let timer = null;
let trouble = "";
let isKept = true;
const listeners = new Set();

function keep() {
  try {
    // Another page of this browser may have learned something since.
    const kept = stored();
    if (kept.code === state.code) Object.assign(state, merged(state, cleaned(kept)), { notes: state.notes });
    localStorage.setItem(KEY, JSON.stringify(state));
    isKept = true;
  } catch {
    // Blocked, or full. What the server takes is safe all the same.
    isKept = false;
  }
}

const told = () => {
  if (isKept) return trouble;
  return trouble ? "unsaved" : "unkept";
};
const tell = () => listeners.forEach((listener) => listener(state, told()));

export const progress = {
  get code() { return state.code; },
  get state() { return state; },

  listen(listener) {
    listeners.add(listener);
    listener(state, told());
  },

  read(place) { this.change(() => add(state.sections, place)); },
  solve(place) { this.change(() => add(state.solved, place)); },
  answer(place, choice) { this.change(() => { state.answers[place] = [choice, Date.now()]; }); },
  note(lesson, text) { this.change(() => { state.notes[lesson] = text; }); },

  change(how) {
    how();
    keep();
    tell();
    soon(isKept ? PAUSE : 0);
  },

  // Take over the progress of another device; what was read here goes along.
  use(code) {
    if (!CODE.test(code) || code === state.code) return;
    state = { ...state, code, isNew: false, updated: null, base: cleaned({}) };
    keep();
    tell();
    soon(0);
  },
};

function add(list, place) {
  if (!list.includes(place)) list.push(place);
}

function soon(delay) {
  clearTimeout(timer);
  timer = setTimeout(sync, delay);
}

// -- with the server ----------------------------------------------------------------------------------------------

async function sync() {
  if (syncing) {
    again = true;
    return;
  }
  syncing = exchange();
  const outcome = await syncing;
  syncing = null;
  trouble = outcome;
  if (outcome === "waiting" || outcome === "offline") {
    soon(wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  } else {
    wait = 1000;
    if (again) soon(0);
  }
  again = false;
  tell();
}

async function exchange() {
  if (state.isNew && same(state, cleaned({}))) return "";
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const code = state.code;
    let answer;
    try {
      answer = await once(`/api/progress/${code}`, code);
    } catch {
      return navigator.onLine ? "waiting" : "offline";
    }
    if (answer.ok) return "";
    if (answer.status >= 500 || answer.status === 429) return "waiting";
    if (answer.status !== 412) return "refused";
  }
  return "waiting";
}

// Read what the server has, merge, and replace it where it lacks something. The answer is ok when both are the same.
async function once(path, code) {
  if (state.isNew) return save(path, { "If-None-Match": "*" });
  const read = await fetch(path, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!read.ok && read.status !== 404) return read;
  const there = read.ok ? await read.json() : {};
  if (code !== state.code) return { ok: false, status: 412 };
  const theirs = cleaned(there);
  Object.assign(state, merged(state, theirs, state.base));
  keep();
  if (read.ok && same(state, theirs)) {
    settle(there.updated, theirs);
    return read;
  }
  return save(path, read.ok ? { "If-Match": read.headers.get("ETag") } : { "If-None-Match": "*" });
}

async function save(path, condition) {
  const { sections, solved, answers, notes } = state;
  const saved = await fetch(path, {
    method: "PUT",
    // Also where the reader leaves the page at once.
    keepalive: JSON.stringify(state).length < MOST_OF_A_LEFT_PAGE,
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      ...condition,
    },
    body: JSON.stringify({ sections, solved, answers, notes }),
  });
  // Whether it was, or another page of this browser was faster: from now on there is something to read.
  if (saved.ok || saved.status === 412) state.isNew = false;
  if (saved.ok) {
    const value = await saved.json();
    settle(value.updated, cleaned(value));
    if (!same(state, state.base)) again = true;
  }
  return saved;
}

function settle(updated, base) {
  state.updated = updated;
  state.base = base;
  keep();
}

// -- when -----------------------------------------------------------------------------------------------------------

addEventListener("online", () => { wait = 1000; soon(0); });
addEventListener("offline", () => { trouble = "offline"; tell(); });
addEventListener("storage", (event) => {
  if (event.key !== KEY) return;
  const kept = load();
  state = kept.code === state.code ? { ...kept, ...merged(kept, state), notes: kept.notes } : kept;
  tell();
});
// Where nothing can be kept, the code goes along to the next page.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (isKept || !link || link.origin !== location.origin || link.pathname === location.pathname) return;
  const url = new URL(link.href);
  url.searchParams.set("code", state.code);
  link.href = url;
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(0); });

const asked = new URL(location.href);
const code = asked.searchParams.get("code");
if (code !== null) {
  // Out of the address: it would be copied along with it.
  asked.searchParams.delete("code");
  history.replaceState(null, "", asked);
  progress.use(code);
}
keep();
soon(0);
