// The parts of a page that need a script: a form that adds a condition, and one that tries the methods of the place.
// Whatever comes from the server is put into the page as text, never as markup.

const mostShown = 100_000;

// --- JSON, kept as text: numbers stay exact, which JavaScript's own are not. ---------------------------------------

const isNumber = (text) => /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(text);

/** Return JSON text with line ends and indentation, its values as they are written. */
export function indented(json) {
  let depth = 0;
  const line = () => "\n" + "  ".repeat(Math.max(depth, 0));
  return json.replace(/"(?:[^"\\]|\\.)*"|[{[]\s*[\]}]|[{}[\],:]|\s+/g, (token) => {
    if (token === "{" || token === "[") { depth++; return token + line(); }
    if (token === "}" || token === "]") { depth--; return line() + token; }
    if (token === ",") return token + line();
    if (token === ":") return ": ";
    if (/^[{[]/.test(token)) return token[0] + token.at(-1);
    return token.trim();
  });
}

/** Return the JSON of what stands in the input of a column of this kind. */
function jsonOf(kind, text) {
  const isBare = ["integer", "float", "decimal", "any"].includes(kind) && isNumber(text);
  if (isBare || kind === "boolean") return text;
  if (kind === "json") {
    try { JSON.parse(text); return text; } catch { return JSON.stringify(text); }
  }
  return JSON.stringify(text);
}

// --- Adding a condition. -------------------------------------------------------------------------------------------

function setUpFilter(form) {
  const { column, operator, value } = form.elements;
  const offer = () => {
    const names = column.selectedOptions[0].dataset.operators.split(" ");
    operator.replaceChildren(...names.map((name) => new Option(name)));
  };
  column.addEventListener("change", offer);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams(form.dataset.kept);
    query.append(`${column.value}[${operator.value}]`, value.value);
    location.search = query;
  });
  offer();
  form.hidden = false;
}

// --- Trying a method. ----------------------------------------------------------------------------------------------

class Columns {
  constructor(fieldset, changed) {
    this.fieldset = fieldset;
    this.rows = fieldset ? [...fieldset.querySelectorAll(".column")] : [];
    for (const row of this.rows) {
      row.querySelector(".value").addEventListener("input", () => {
        row.dataset.touched = "";
        row.querySelector(".state").value = "value";
        changed();
      });
      row.querySelector(".state").addEventListener("change", changed);
    }
  }

  /** Offer what the method sends: all of the item for PUT, what it needs for POST, nothing yet for PATCH. */
  offer(method, isShown) {
    if (!this.fieldset) return;
    this.fieldset.hidden = !isShown;
    for (const row of this.rows) {
      row.hidden = method !== "POST" && "key" in row.dataset;
      row.querySelector(".state").value = Columns.first(method, row.dataset);
    }
  }

  static first(method, { required, json }) {
    if (method === "POST") return required === undefined ? "out" : "value";
    if (method === "PUT" && json !== undefined) return json === "null" ? "null" : "value";
    return "out";
  }

  async json() {
    const members = await Promise.all(this.rows.filter((row) => !row.hidden).map((row) => this.member(row)));
    const present = members.filter((member) => member !== null);
    return present.length ? `{\n  ${present.join(",\n  ")}\n}` : "{}";
  }

  async member(row) {
    const { name, kind, json, touched } = row.dataset;
    const state = row.querySelector(".state").value;
    row.classList.toggle("left-out", state !== "value");
    if (state === "out") return null;
    const isKept = touched === undefined && json !== undefined;
    const value = state === "null" ? "null" : isKept ? json : await this.value(row.querySelector(".value"), kind);
    return `${JSON.stringify(name)}: ${value}`;
  }

  async value(input, kind) {
    if (input.type !== "file") return jsonOf(kind, input.value);
    const bytes = new Uint8Array(input.files.length ? await input.files[0].arrayBuffer() : []);
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return JSON.stringify(btoa(text));
  }
}

function setUpTrying(section) {
  const form = section.querySelector("form.try");
  const exchange = section.querySelector(".exchange");
  const status = form.querySelector("[role=status]");
  const stop = form.querySelector(".stop");
  const { fields, content } = form.elements;
  const say = (name, details = {}) => {
    status.textContent = form.dataset[name].replace(/{(\w+)}/g, (_, key) => details[key]);
  };
  const columns = new Columns(form.querySelector(".columns"), async () => { content.value = await columns.json(); });
  const chosen = () => form.querySelector("[name=method]:checked");

  const choose = async () => {
    const { value: method, dataset } = chosen();
    const hasColumns = "hasColumns" in dataset;
    form.querySelector(".about").textContent = dataset.about;
    fields.value = dataset.fields;
    columns.offer(method, hasColumns);
    content.parentElement.hidden = !("hasContent" in dataset);
    content.value = hasColumns ? await columns.json() : dataset.content ?? "";
  };

  const send = async () => {
    const request = requestOf(chosen(), form.dataset.path, fields.value, content.value);
    const abort = new AbortController();
    stop.onclick = () => abort.abort();
    stop.hidden = false;
    exchange.hidden = false;
    say("sending");
    showRequest(exchange, request);
    const started = performance.now();
    try {
      const response = await fetch(request.path, { ...request.options, signal: abort.signal });
      const time = Math.round(performance.now() - started);
      say("answered", { status: response.status, time });
      await showResponse(exchange, response, form.dataset);
      keepTag(form, response);
    } catch (error) {
      say(abort.signal.aborted ? "stopped" : "failed");
    } finally {
      stop.hidden = true;
    }
  };

  form.addEventListener("change", (event) => { if (event.target.name === "method") choose(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    try { new Headers(pairsOf(fields.value)); } catch (error) {
      status.textContent = form.dataset.fieldBroken + error.message;
      return;
    }
    send();
  });
  form.hidden = false;
  choose();
}

/** Return the lines of fields as pairs; a line without a colon has a name that no field has, and is refused by that. */
function pairsOf(text) {
  return text.split("\n").filter((line) => line.trim()).map((line) => {
    const colon = line.indexOf(":");
    return colon < 0 ? [line, ""] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
}

function requestOf(method, path, fields, content) {
  const headers = pairsOf(fields);
  const body = "hasContent" in method.dataset ? content : undefined;
  // Without a store in between, conditions reach the server, and 304 comes back as it is.
  const options = { method: method.value, headers, body, cache: "no-store", redirect: "follow" };
  return { path, options };
}

function showRequest(exchange, { path, options }) {
  const lines = [`${options.method} ${path} HTTP`, `Host: ${location.host}`];
  for (const [name, value] of options.headers) lines.push(`${name}: ${value}`);
  exchange.querySelector(".request").textContent = [...lines, "", options.body ?? ""].join("\n");
  exchange.querySelector(".response").textContent = "";
  exchange.querySelector(".problem").hidden = true;
}

async function showResponse(exchange, response, words) {
  const shown = exchange.querySelector(".response");
  shown.append(`HTTP ${response.status} ${response.statusText}\n`);
  for (const [name, value] of response.headers) shown.append(`${name}: `, ...linked(name, value), "\n");
  shown.append("\n");
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/event-stream")) return showStream(shown, response);
  if (/^text\/|json|xml/.test(type)) return showText(exchange, shown, await response.text(), type, words);
  const { size } = await response.blob();
  if (size) shown.append(words.bytes.replace("{size}", size));
}

function showText(exchange, shown, text, type, words) {
  const content = /json\b/.test(type) && !type.includes("ndjson") ? indented(text) : text;
  shown.append(content.slice(0, mostShown), content.length > mostShown ? words.shortened : "");
  if (!type.includes("problem+json")) return;
  const { detail = "", fix = "" } = JSON.parse(text);
  const problem = exchange.querySelector(".problem");
  problem.textContent = `${detail} ${fix}`;
  problem.hidden = false;
}

async function showStream(shown, response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) shown.append(part.value);
}

/** Return the value of a field, with links where it names places of this server. */
function linked(name, value) {
  if (name === "location" || name === "content-location") return [linkTo(value)];
  if (name !== "link") return [value];
  return value.split(/(<[^>]*>)/).flatMap((part) => (part.startsWith("<") ? ["<", linkTo(part.slice(1, -1)), ">"] : [part]));
}

function linkTo(target) {
  if (!URL.canParse(target, location.href)) return target;
  const url = new URL(target, location.href);
  if (url.origin !== location.origin) return target;
  const link = document.createElement("a");
  link.href = url.href;
  link.textContent = target;
  return link;
}

/** After a change, the next one is about the item as it is now. */
function keepTag(form, response) {
  const tag = response.headers.get("etag");
  if (!response.ok || !tag) return;
  const renewed = (text) => text.replace(/^If-Match:.*$/im, () => `If-Match: ${tag}`);
  for (const method of form.querySelectorAll("[name=method]")) method.dataset.fields = renewed(method.dataset.fields);
  form.elements.fields.value = renewed(form.elements.fields.value);
}

document.querySelectorAll("form.filter").forEach(setUpFilter);
document.querySelectorAll(".trying").forEach(setUpTrying);
