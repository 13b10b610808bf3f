// One exchange in full: verdict, findings, time, bytes, blocks, commands.

import { post, read, urlOf } from "./api.js";
import { element, ruleLink, visible } from "./elements.js";
import { numberOf, say, sizeOf } from "./words.js";

const ELSEWHERE = new Set(["verdict", "findings", "timing", "reproduce"]);
const SAFE = new Set(["GET", "HEAD", "OPTIONS", "QUERY"]);

/** Fill `place` with the exchange `number`. `ask` asks a question, `tell` says something, `close` leads back. */
export async function showDetail(place, number, { ask, tell, close }) {
  const title = element("h2", { id: "detail-title", tabindex: "-1" }, say("exchange", { number }));
  const shut = element("button", { type: "button", class: "close", onclick: close }, say("close"));
  // What comes for one exchange after another was opened has nowhere to go: this is gone by then.
  const loading = element("p", {}, say("loading"));
  place.replaceChildren(element("header", {}, title, shut), loading);
  place.hidden = false;
  let exchange;
  try {
    exchange = await read(`exchanges/${number}`);
  } catch (error) {
    loading.replaceWith(element("p", { class: "bad" }, error.message));
    return;
  }
  const { summary, behind } = exchange;
  title.textContent = visible([say("exchange", { number }), summary.method, summary.target].filter(Boolean).join(" · "));
  loading.replaceWith(
    verdict(exchange),
    actions(summary, { ask, tell }),
    ...whole(exchange, ["request", "response"], tell),
    ...(behind ? [element("h2", {}, say("behind")), verdict(behind), ...whole(behind, ["asked", "answered"], tell)] : []),
  );
}

/** Return all that is told of an exchange below its verdict; `titles` are the words for its messages. */
function whole({ explanation, blocks, messages, phases }, [request, response], tell) {
  return [
    findings(explanation.findings),
    waterfall(phases),
    message(say(request), messages.request, messages.kept),
    messages.response ? message(say(response), messages.response, messages.kept) : "",
    reproduction(explanation.blocks.find((block) => block.name === "reproduce"), tell),
    ...blocks.filter((block) => !ELSEWHERE.has(block.name)).map(explained),
  ];
}

function verdict({ explanation }) {
  const [outcome, ...others] = explanation.blocks.find((block) => block.name === "verdict").facts;
  return element("section", { class: "verdict" },
    element("p", { class: "outcome" }, outcome?.sentence ?? "", " ", ruleLink(outcome?.rfc, outcome?.link)),
    element("dl", {}, others.map((fact) => [element("dt", {}, fact.label), element("dd", {}, fact.sentence ?? "")])));
}

function actions(summary, { ask, tell }) {
  const again = element("button", { type: "button", onclick: () => sendAgain(summary, { ask, tell }) }, say("again"));
  const har = element("a", { class: "button", href: urlOf(`exchanges/${summary.number}/har`), download: true }, say("har"));
  return element("p", { class: "tools" }, summary.method ? again : null, har);
}

async function sendAgain(summary, { ask, tell }) {
  if (!SAFE.has(summary.method) && !(await ask(say("againAsk", { method: summary.method })))) return;
  try {
    const { status } = await post(`exchanges/${summary.number}/replay`);
    tell(say("againDone", { status }));
  } catch (error) {
    tell(error.message);
  }
}

function findings(found) {
  const articles = found.map((finding) =>
    element("li", { class: `finding ${finding.severity}` },
      element("strong", {}, say(finding.severity)), " ", finding.sentence, " ", ruleLink(finding.rfc, finding.link),
      element("br"), say("fix"), finding.fix,
      element("br"), say("lesson"), element("code", {}, `antiphon learn ${finding.lesson}`)));
  return element("section", {},
    element("h3", {}, say("findings")),
    articles.length ? element("ul", { class: "findings" }, articles) : element("p", {}, say("noFindings")));
}

function waterfall(phases) {
  if (!phases.length) return "";
  const whole = phases.reduce((sum, phase) => sum + phase.milliseconds, 0) || 1;
  let before = 0;
  const rows = phases.map((phase) => {
    const bar = element("i", { "aria-hidden": "true" });
    bar.style.marginInlineStart = `${(before / whole) * 100}%`;
    bar.style.inlineSize = `${Math.max((phase.milliseconds / whole) * 100, 0.5)}%`;
    before += phase.milliseconds;
    return element("li", {}, element("span", {}, phase.label), bar, element("b", {}, `${numberOf(phase.milliseconds)} ms`));
  });
  return element("section", {}, element("h3", {}, say("timing")), element("ol", { class: "bars" }, rows));
}

function message(title, told, kept) {
  const lines = told.parts.map((part) =>
    element("div", { class: part.hexadecimal ? "part rows" : "part" },
      element("span", { class: "offset" }, String(part.start)),
      element("span", { class: "bytes" }, textOf(part, told.flaws)),
      element("span", { class: "kind" }, part.kind)));
  const cut = told.cut ? element("p", {}, say("partKept", { kept: numberOf(kept), size: numberOf(told.size) })) : null;
  return element("section", { class: "message" },
    element("h3", {}, `${title} (${sizeOf(told.size)})`),
    element("div", { class: "dump", tabindex: "0", role: "group", "aria-label": title }, lines),
    told.flaws.length ? element("ol", { class: "findings" }, told.flaws.map(flaw)) : null,
    cut);
}

function textOf(part, flaws) {
  const text = part.hexadecimal
    ? part.hexadecimal.join("\n")
    : part.pieces.map((piece) => (piece.flaw === undefined ? piece.text : marked(piece, flaws)));
  return [text, part.cut ? element("em", {}, `\n${say("partShown")}`) : null].flat();
}

const marked = (piece, flaws) => element("mark", { title: flaws[piece.flaw].sentence }, piece.text);

const flaw = (told) =>
  element("li", { class: "finding error" },
    element("strong", {}, `${say("broken")} (${told.start})`), " ", told.sentence, " ", ruleLink(told.rfc, told.link),
    element("br"), say("fix"), told.fix);

function reproduction(block, tell) {
  if (!block?.facts.length) return "";
  return element("section", {},
    element("h3", {}, say("reproduce")),
    block.facts.map((fact) =>
      element("div", { class: "command" },
        element("span", {}, fact.label),
        element("code", { tabindex: "0" }, String(fact.value)),
        element("button", {
          type: "button",
          "aria-label": say("copyAs", { name: fact.label }),
          onclick: () => copy(String(fact.value), tell),
        }, say("copy")))));
}

async function copy(text, tell) {
  try {
    await navigator.clipboard.writeText(text);
    tell(say("copied"));
  } catch (error) {
    tell(error.message);
  }
}

function explained(block) {
  return element("details", {}, element("summary", {}, block.title), element("dl", {}, block.facts.map(fact)));
}

/** Return a fact: its value, what that means, and the rule, on one line where there is no sentence. */
function fact({ label, lines, sentence, rfc, link }) {
  const value = lines.map((line) => element("code", {}, line));
  const rule = ruleLink(rfc, link);
  const told = sentence ? element("p", {}, sentence, " ", rule) : rule;
  return [element("dt", {}, label), element("dd", { class: sentence || lines.length > 1 ? null : "brief" }, value, told)];
}
