// The connections that are open, and those that failed before any request.

import { read } from "./api.js";
import { element, ruleLink, table } from "./elements.js";
import { ageOf, numberOf, say, timeOf } from "./words.js";

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
  ageOf(each.seconds),
  each.tls ? `${each.tls.version} ${each.tls.cipher}` : say("inClear"),
  each.tls?.server_name ?? "–",
  each.tls?.alpn ?? "–",
  numberOf(each.exchanges),
];

function failures(failed) {
  const rows = alike(failed).map(([first, count]) => [
    timeOf(first.moment),
    count > 1 ? `${first.client} ×${numberOf(count)}` : first.client,
    element("span", {}, first.sentence, " ", ruleLink(first.rfc, first.link), element("br"), say("fix"), first.fix),
  ]);
  return element("section", {},
    element("h2", {}, say("failedHandshakes")),
    table(say("failedHandshakes"), [say("time"), say("client"), say("reason")], rows));
}

/** Return the last failure of each run of the same one from the same machine, and how many there were: browsers try again. */
function alike(failed) {
  const runs = [];
  for (const each of failed) {
    const last = runs.at(-1);
    if (last && last[0].code === each.code && machineOf(last[0]) === machineOf(each)) last[1] += 1;
    else runs.push([each, 1]);
  }
  return runs;
}

const machineOf = ({ client }) => client.slice(0, client.lastIndexOf(":"));
