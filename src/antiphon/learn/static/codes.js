// A status code in the text is a button: a real server answers with it, and both messages are shown below.

import { $, $$, element } from "./dom.js";
import { exchangeView, fieldOf, lessonLinks } from "./exchange.js";
import { samplesView, sent } from "./boxes.js";
import { words } from "./words.js";

const AROUND = ".scrolls, ul, ol, p";

export function codes() {
  for (const code of $$(".status")) {
    const button = element(
      "button",
      { type: "button", class: "status", "aria-expanded": "false", title: words.seeOne(code.textContent) },
      code.textContent,
    );
    const steps = JSON.parse(code.dataset.steps);
    const around = code.closest(AROUND);
    button.addEventListener("click", () => toggle(button, around, steps));
    code.replaceWith(button);
  }
  $(".text button.status")?.closest(AROUND).before(element("p", { class: "facts" }, words.pressCode));
}

// One trace below a table or a list at a time.
function toggle(button, around, steps) {
  const shown = around.nextElementSibling?.matches(".trace") ? around.nextElementSibling : null;
  const open = button.getAttribute("aria-expanded") === "true";
  shown?.remove();
  for (const other of $$("button.status", around)) other.setAttribute("aria-expanded", "false");
  if (open) return;
  button.setAttribute("aria-expanded", "true");
  const trace = panel(button, () => toggle(button, around, steps));
  around.after(trace);
  trace.focus();
  fill(trace, steps, button.textContent);
}

function panel(button, close) {
  const shut = element("button", { type: "button", class: "shut" }, words.close);
  const trace = element(
    "div",
    { class: "box trace", role: "group", tabindex: "-1", "aria-label": words.seeOne(button.textContent) },
    element("h3", {}, element("span", { class: "kind" }, words.realExchange), ` ${button.textContent}`),
    element("p", { class: "verdict", role: "status" }, words.sending),
    element("div", { class: "exchanges" }),
    element("p", { class: "buttons" }, shut),
  );
  const leave = () => {
    close();
    button.focus();
  };
  shut.addEventListener("click", leave);
  trace.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  });
  return trace;
}

async function fill(trace, steps, wanted) {
  const verdict = $(".verdict", trace);
  let last = null;
  try {
    for (const step of steps) {
      const asked = filled(step, last);
      if (last) $(".exchanges", trace).append(before(last));
      last = { asked, shown: await sent({ ...asked, scheme: "https" }) };
    }
  } catch (error) {
    verdict.textContent = error.problem ? `${error.problem.detail} ${error.problem.fix}` : words.notSent;
    return;
  }
  const { asked, shown } = last;
  verdict.replaceChildren(...told(asked, shown, wanted));
  const samples = element("details", { class: "samples" }, element("summary", {}, words.same));
  samplesView(samples, shown.samples);
  $(".exchanges", trace).append(exchangeView(shown), samples);
}

// A value in braces is that field of the response before.
function filled(step, last) {
  const fill = (text) => text.replace(/^\{(.+)\}$/, (_, name) => (last ? fieldOf(last.shown.response, name) : ""));
  return { ...step, path: fill(step.path), fields: step.fields.map(([name, value]) => [name, fill(value)]) };
}

const line = ({ method, path }) => element("code", {}, `${method} ${path}`);

function before({ asked, shown }) {
  const summary = element("summary", {}, `${words.first}: `, line(asked), ` → ${shown.outcome}`);
  return element("details", {}, summary, exchangeView(shown));
}

function told(asked, shown, wanted) {
  const { status } = shown;
  const isInterim = wanted.startsWith("1") && wanted !== shown.outcome;
  if (!status) return [line(asked), " ", words.none, ` ${shown.error?.sentence ?? ""}`];
  return [
    line(asked), " ",
    isInterim ? `${words.interim(wanted)} ` : "",
    element("strong", {}, words.got(shown.outcome, status.phrase)), ` ${status.meaning} `,
    ...lessonLinks(status.lesson),
  ];
}
