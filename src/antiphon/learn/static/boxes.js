// Live boxes: predict, send, and see both messages byte by byte.

import { $, $$, copyButton, element, language } from "./dom.js";
import { exchangeView } from "./exchange.js";
import { urlParts } from "./url.js";
import { progress } from "./progress.js";
import { words } from "./words.js";

const WRITTEN = "https://localhost:8443";

async function post(path, value) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": language },
    body: JSON.stringify(value),
  });
  const content = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(content.detail), { problem: content });
  return content;
}

// What a box asks for is sent, and comes back as an exchange to be shown.
export const sent = (wanted) => post("/api/send", { code: progress.code, language, ...wanted });

let sandbox = null;

// Where the visitor's sandbox is: asked once, when somebody wants to know.
const sandboxOf = () => (sandbox ??= post("/api/sandbox", { code: progress.code }).then(
  (places) => {
    for (const code of $$("main code")) {
      if (code.textContent.includes(WRITTEN)) code.textContent = code.textContent.replaceAll(WRITTEN, places.https);
    }
    return places;
  },
  (error) => {
    sandbox = null;
    throw error;
  },
));

export function boxes() {
  // What is only shown, such as a drawing or a message, is not for copying.
  for (const code of $$("pre.code > code:not([data-language=text], [data-language=http])")) copyable(code);
  for (const samples of $$(".samples")) {
    samples.addEventListener("toggle", () => { if (samples.open) sandboxOf().catch(() => {}); });
  }
  $$(".box").forEach(box);
}

function copyable(code) {
  const text = async () => {
    if (code.textContent.includes(WRITTEN)) await sandboxOf().catch(() => {});
    return code.textContent;
  };
  const listing = code.parentElement;
  const around = element("div", { class: "listing" });
  listing.replaceWith(around);
  around.append(listing, copyButton(words.copy, words.copied, text));
}

const linesOf = (text) => text.split("\n").filter((line) => line.trim());

function pairOf(line) {
  const colon = line.indexOf(":");
  return colon < 0 ? [line.trim(), ""] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}

function box(root) {
  const form = $("form", root);
  const verdict = $(".verdict", root);
  const place = { lesson: document.body.dataset.lesson, box: root.dataset.box };
  const task = $(".task", root);
  const buttons = $$(".buttons button", root);
  const predict = $(".predict", root);
  buttons.forEach((button) => { button.disabled = false; });

  const wanted = () => ({
    ...place,
    scheme: root.dataset.scheme,
    server: root.dataset.server ?? "",
    method: form.elements.method.value,
    path: form.elements.path.value,
    fields: linesOf(form.elements.fields.value).map(pairOf),
    content: form.elements.content.value,
  });
  const first = JSON.stringify(wanted());
  showURL(root, form);
  let sending = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const prediction = predict && form.elements.prediction.value;
    if (predict && !$$("input", predict).some((input) => input.checked)) {
      verdict.textContent = words.predictFirst;
      $("input", predict).focus();
      return;
    }
    if (sending) return;
    sending = true;
    verdict.textContent = words.sending;
    root.setAttribute("aria-busy", "true");
    const asked = wanted();
    try {
      const shown = await sent(asked);
      const untouched = JSON.stringify(asked) === first;
      verdict.replaceChildren(...said(shown, predict, prediction, untouched));
      $(".exchange", root).replaceChildren(exchangeView(shown));
      $(".exchange", root).hidden = false;
      samplesView($(".samples", root), shown.samples);
      root.dataset.origin = shown.origin;
      root.dispatchEvent(new Event("sent"));
      if (predict) $(".why", predict).hidden = !untouched;
      if (shown.task?.met) progress.solve(`${place.lesson}#${place.box}`);
    } catch (error) {
      verdict.textContent = error.problem ? `${error.problem.detail} ${error.problem.fix}` : words.notSent;
    }
    root.removeAttribute("aria-busy");
    sending = false;
  });

  form.addEventListener("reset", () => { verdict.textContent = ""; });
  $(".again", root)?.addEventListener("click", async () => {
    try {
      await post("/api/sandbox", { code: progress.code, reset: true });
      verdict.textContent = words.reset;
    } catch {
      verdict.textContent = words.notSent;
    }
  });
  if (task) {
    progress.listen(({ solved }) => {
      task.classList.toggle("solved", solved.includes(`${place.lesson}#${place.box}`));
    });
  }
}

// The whole URL in its parts, as it is typed. A port of the lab has a number that only the answer tells.
function showURL(root, form) {
  if (root.dataset.server) return;
  const shown = element("p", { class: "url" });
  const path = form.elements.path;
  const show = () => {
    const origin = root.dataset.origin ?? WRITTEN.replace("https", root.dataset.scheme);
    shown.replaceChildren(...urlParts(origin + path.value));
  };
  path.closest(".line").after(shown);
  path.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  root.addEventListener("sent", show);
  show();
}

// What came, whether it was predicted, and how the task stands: a sentence each.
function said(shown, predict, prediction, untouched) {
  const parts = [];
  if (shown.status) {
    parts.push(element("strong", {}, words.got(shown.outcome, shown.status.phrase)), ` ${shown.status.meaning} `);
  } else {
    parts.push(element("strong", {}, words.none), " ");
  }
  if (shown.error) parts.push(`${shown.error.sentence} ${shown.error.fix} `);
  if (predict && prediction) {
    const right = untouched ? predict.dataset.answer : shown.outcome;
    parts.push(prediction === right ? words.predicted(prediction) : words.mispredicted(prediction), " ");
  }
  if (shown.task) {
    const { met, done, times } = shown.task;
    const part = !met && done ? ` ${words.taskPart(done, times)}` : "";
    parts.push(element("strong", { class: met ? "good" : "" }, met ? words.taskDone : words.taskOpen), part);
  }
  return parts;
}

export function samplesView(details, samples) {
  const shown = Object.entries(samples).map(([name, text]) => {
    const code = element("code", {}, text);
    const part = element("div", {}, element("h4", {}, name), element("pre", { tabindex: "0", class: "code" }, code));
    copyable(code);
    return part;
  });
  details.replaceChildren($("summary", details), ...shown);
}
