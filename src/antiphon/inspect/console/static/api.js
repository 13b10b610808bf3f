// What the page asks of the server.

import { language } from "./words.js";

const BASE = "/.antiphon/console/";

const placeOf = (path) => `${BASE}${path}${path.includes("?") ? "&" : "?"}lang=${language}`;

async function answer(path, options) {
  const response = await fetch(placeOf(path), options);
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({ detail: `HTTP ${response.status}` }));
  throw new Error([problem.detail, problem.fix].filter(Boolean).join(" "));
}

/** Return the JSON value at `path`. Throws an error that says why there is none. */
export const read = (path) => answer(path, {});

/** Have the server do something. Throws an error that says why it did not. */
export const post = (path) => answer(path, { method: "POST" });

/** Return the URL of `path`, for a link. */
export const urlOf = placeOf;

/** Return the stream of what happens. */
export const events = () => new EventSource(placeOf("events"));
