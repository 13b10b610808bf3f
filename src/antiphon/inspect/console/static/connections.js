// The connections that are open, and those that failed before any request.

import { read } from "./api.js";
import { element, ruleLink, table } from "./elements.js";
import { numberOf, say, timeOf } from "./words.js";

/** Fill `place` with the connections of this moment. */
export async function showConnections(place) {
  const { connections, count, failed } = await read("connections");
  const titles = ["number", "client", "age", "tls", "serverName", "protocol", "exchanges"].map((name) => say(name));
  place.replaceChildren(
    element("h2", {}, say("connections")),
    element("p", {}, count ? say("openCount", { count: numberOf(count) }) : say("noConnections")),
    connections.length ? table(say("connections"), titles, connections.map(cells)) : "",
    failed.length ? failures(failed) : "",
  );
}

const cells = (each) => [
  String(each.number),
  each.client,
  `${numberOf(each.seconds)} s`,
  each.tls ? `${each.tls.version} ${each.tls.cipher}` : say("inClear"),
  each.tls?.server_name ?? "–",
  each.tls?.alpn ?? "–",
  numberOf(each.exchanges),
];

function failures(failed) {
  const rows = failed.map((each) => [
    timeOf(each.moment),
    each.client,
    element("span", {}, each.sentence, " ", ruleLink(each.rfc, each.link), element("br"), say("fix"), each.fix),
  ]);
  return element("section", {},
    element("h2", {}, say("failedHandshakes")),
    table(say("failedHandshakes"), [say("time"), say("client"), say("reason")], rows));
}
