// What the server shows of itself, for how long it is good, and who on this machine trusts it.

import { read } from "./api.js";
import { element, table } from "./elements.js";
import { dateOf, say, spanOf } from "./words.js";

/** Fill `place` with the certificates of this moment. */
export async function showCertificates(place) {
  const loading = element("p", {}, say("loading"));
  place.replaceChildren(element("h2", {}, say("certificates")), loading);
  const { certificates, verified, stores } = await read("certificates");
  loading.replaceWith(
    certificates.length ? "" : element("p", {}, say("noCertificates")),
    verified ? verdict(verified) : "",
    ...certificates.map(certificate),
    stores.length ? trust(stores) : "",
  );
}

function verdict(verified) {
  if (verified.trusted) return element("p", { class: "good" }, say("trusted", { host: verified.host }));
  return element("p", { class: "bad" }, verified.sentence, element("br"), say("fix"), verified.fix);
}

function certificate(each) {
  const days = spanOf(Math.abs(each.days_left));
  const facts = [
    ["names", each.names.join(", ")],
    ["issuer", each.issuer],
    ["validity", `${dateOf(each.not_before)} – ${dateOf(each.not_after)}`],
    ["key", `${each.key}, ${each.signature}`],
    ["fingerprint", each.sha256],
  ];
  return element("section", { class: "certificate" },
    element("h3", {}, each.authority ? say("root", { name: each.subject }) : each.subject),
    element("p", { class: each.expiry === "good" ? "good" : "bad" }, say(each.expiry, { days })),
    element("dl", {}, facts.filter(([, value]) => value).map(([name, value]) => [element("dt", {}, say(name)), element("dd", {}, value)])));
}

function trust(stores) {
  const rows = stores.map((each) => [
    each.store,
    each.state === "installed" ? say("yesTrusted") : say("notTrusted"),
    element("span", {}, each.sentence, each.fix ? [element("br"), element("code", {}, each.fix)] : null),
  ]);
  return element("section", {}, element("h2", {}, say("stores")), table(say("stores"), [say("store"), say("status"), say("reason")], rows));
}
