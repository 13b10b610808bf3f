// The list of exchanges: rows that come, change and go, filtered here, so that each key shows its effect at once.

import { element } from "./elements.js";
import { durationOf, say, sizeOf, timeOf } from "./words.js";

const place = (id) => document.getElementById(id);

export class ExchangeList {
  /** `onchange` is called when the rows have changed. */
  constructor(onchange) {
    this.onchange = onchange;
    this.body = place("rows");
    this.known = new Map();
    this.limit = 1000;
    this.newestLast = false;
    this.paused = false;
    this.waiting = new Map();
    this.methods = new Set();
  }

  /** Show `exchanges`, the newest first, in the place of all others. */
  replace(exchanges, limit) {
    this.limit = limit;
    this.known.clear();
    this.waiting.clear();
    for (const each of exchanges.toReversed()) this.known.set(each.number, { exchange: each, row: rowOf(each) });
    this.arrange();
  }

  /** Take exchanges that began or ended. */
  take(exchanges) {
    for (const each of exchanges) this.waiting.set(each.number, each);
    while (this.waiting.size > this.limit) this.waiting.delete(this.waiting.keys().next().value);
    if (!this.paused) this.showWaiting();
  }

  showWaiting() {
    const wanted = this.wanted();
    for (const exchange of [...this.waiting.values()].sort((one, other) => one.number - other.number)) {
      const known = this.known.get(exchange.number);
      if (known) {
        known.exchange = exchange;
        fill(known.row, exchange);
        known.row.hidden = !fits(exchange, wanted);
      } else {
        this.add(exchange, wanted);
      }
    }
    this.waiting.clear();
    while (this.known.size > this.limit) this.dropOldest();
    this.settle();
  }

  add(exchange, wanted) {
    const row = rowOf(exchange);
    row.hidden = !fits(exchange, wanted);
    this.known.set(exchange.number, { exchange, row });
    if (this.newestLast) this.body.append(row);
    else this.body.prepend(row);
  }

  dropOldest() {
    const [number, { row }] = this.known.entries().next().value;
    this.known.delete(number);
    row.remove();
  }

  /** Put all rows in order, and show those that fit the filter. */
  arrange() {
    const rows = [...this.known.values()].map(({ row }) => row);
    this.body.replaceChildren(...(this.newestLast ? rows : rows.reverse()));
    this.filter();
  }

  filter() {
    const wanted = this.wanted();
    for (const { exchange, row } of this.known.values()) row.hidden = !fits(exchange, wanted);
    this.settle();
  }

  settle() {
    for (const { exchange } of this.known.values()) this.offer(exchange.method);
    const shown = this.shownRows();
    // One row is in the tab order; the arrow keys go on from there.
    if (!shown.some((row) => row.querySelector("a").tabIndex === 0)) {
      for (const { row } of this.known.values()) row.querySelector("a").tabIndex = -1;
      if (shown.length) shown[0].querySelector("a").tabIndex = 0;
    }
    place("empty").hidden = shown.length > 0;
    place("empty").textContent = say(this.known.size ? "noMatch" : "empty");
    this.onchange(shown.length, this.known.size);
  }

  offer(method) {
    if (!method || this.methods.has(method) || this.methods.size > 30) return;
    this.methods.add(method);
    place("filter-method").append(element("option", {}, method));
  }

  shownRows() {
    return [...this.body.children].filter((row) => !row.hidden);
  }

  wanted() {
    return {
      path: place("filter-path").value.toLowerCase(),
      method: place("filter-method").value,
      status: place("filter-status").value,
      client: place("filter-client").value.toLowerCase(),
      errors: place("filter-errors").checked ? "1" : "",
    };
  }

  /** Return the filter as the query of a URL. */
  query() {
    const parts = Object.entries(this.wanted()).filter(([, value]) => value);
    return new URLSearchParams(parts).toString();
  }

  /** Move the focus by `step` rows from the one that has it, or to the first. */
  move(step) {
    const rows = this.shownRows();
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (next) this.focus(next);
  }

  focus(row) {
    for (const link of this.body.querySelectorAll("a[tabindex='0']")) link.tabIndex = -1;
    const link = row.querySelector("a");
    link.tabIndex = 0;
    link.focus();
  }

  /** Mark the row of the exchange that is open; null for none. Return the row. */
  mark(number) {
    for (const row of this.body.querySelectorAll("[aria-current]")) row.removeAttribute("aria-current");
    const row = this.known.get(number)?.row ?? null;
    row?.setAttribute("aria-current", "true");
    return row;
  }
}

function fits(exchange, wanted) {
  if (wanted.method && exchange.method !== wanted.method) return false;
  if (wanted.status && String(exchange.status ?? "")[0] !== wanted.status[0]) return false;
  if (wanted.errors && !exchange.wrong) return false;
  if (wanted.client && !exchange.client.includes(wanted.client)) return false;
  return !wanted.path || (exchange.target ?? "").toLowerCase().includes(wanted.path);
}

function rowOf(exchange) {
  const row = element("tr");
  fill(row, exchange);
  return row;
}

function fill(row, exchange) {
  const link = row.querySelector("a") ?? element("a", { href: `#exchanges/${exchange.number}`, tabindex: "-1" }, String(exchange.number));
  const kind = exchange.wrong ? "bad" : exchange.state === "open" ? "open" : `class${String(exchange.status ?? "")[0]}`;
  const target = exchange.target ?? exchange.refusal?.sentence ?? say("unread");
  const told = exchange.target === null ? " told" : "";
  row.replaceChildren(
    element("th", { scope: "row", class: "n" }, link),
    element("td", { class: "when" }, timeOf(exchange.started)),
    element("td", { class: "method" }, exchange.method ?? "–"),
    element("td", { class: `target${told}` }, element("span", {}, target)),
    element("td", { class: `status ${kind}` }, statusOf(exchange)),
    element("td", { class: "ms" }, durationOf(exchange.milliseconds)),
    element("td", { class: "size" }, sizeOf(exchange.sent)),
    element("td", { class: "client" }, exchange.client),
  );
}

/** Return the status, and what else is to say of how the exchange stands. */
function statusOf(exchange) {
  const state = exchange.state === "complete" ? "" : say(exchange.state);
  return [exchange.status, state].filter(Boolean).join(" ");
}
