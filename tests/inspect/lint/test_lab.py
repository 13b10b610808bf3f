"""What the lab breaks on purpose is found, over real connections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

import antiphon
from antiphon.faults import AntiphonError, Severity
from antiphon.inspect.finding import Finding
from antiphon.inspect.from_client import journey_of_notes
from antiphon.inspect.linting import lint_journey
from antiphon.inspect.recorder import Recorder
from antiphon.inspect.rules.probes import send_probes
from antiphon.lab import Lab, running_lab

BROKEN = {
    "expired": "certificate-expired",
    "not-yet-valid": "certificate-not-yet-valid",
    "wrong-host": "certificate-name-mismatch",
    "self-signed": "certificate-self-signed",
    "unknown-authority": "certificate-issuer-unknown",
    "incomplete-chain": "chain-incomplete",
    "expiring": "certificate-expires-soon",
    "old-tls": "tls-version-unsupported",
    "unknown-name": "tls-name-unrecognized",
    "plain-http": "plain-answer-to-tls",
    "not-tls": "other-protocol-than-tls",
    "bare/201": "created-without-location",
    "bare/204": "content-not-due",
    "bare/206": "partial-without-content-range",
    "bare/301": "location-missing",
    "bare/304": "not-modified-unasked",
    "bare/401": "challenge-missing",
    "bare/405": "allow-missing",
    "bare/405-lying": "allow-lists-refused-method",
    "bare/416": "unsatisfied-range-without-size",
    "bare/426": "upgrade-missing",
    "bare/429": "retry-after-missing",
    "bare/429-cacheable": "limit-cacheable",
    "bare/299": "status-not-registered",
    "bare/799": "status-invalid",
    "message/truncated": "incomplete-content",
    "message/two-lengths": "content-length-repeated",
    "message/length-and-chunked": "content-length-and-transfer-encoding",
    "message/chunk-size": "chunk-size",
    "message/line-folding": "line-folding",
    "message/space-before-colon": "space-before-colon",
    "message/bare-line-feed": "bare-line-feed",
    "message/null": "field-value-character",
    "message/garbage": "answer-not-http",
    "message/unsolicited": "unsolicited-bytes",
    "message/huge-head": "head-too-large",
    "message/silent-close": "no-response",
    "redirect/loop": "redirect-loop",
    "redirect/chain/7": "redirect-chain-long",
    "redirect/to-http": "redirect-downgrades",
    "content/not-json": "content-not-json",
    "content/json-twice": "json-ambiguous",
    "content/wrong-charset": "charset-wrong",
    "content/html-as-text": "content-sniffable",
    "content/no-type": "content-type-missing",
    "content/not-gzip": "coding-broken",
    "content/large-json": "large-uncompressed",
    "metadata/no-date": "date-missing",
    "metadata/clock-skew": "clock-behind",
    "metadata/from-the-future": "last-modified-in-future",
    "metadata/vary-star": "vary-star",
    "cache/two-ages": "cache-control-contradicts-itself",
    "cache/misspelt": "cache-control-misspelt",
    "cache/session": "shared-cookie",
    "negotiation/406": "not-acceptable-unasked",
    "problem/array": "problem-not-object",
    "problem/status": "problem-status-differs",
    "problem/type": "problem-media-type",
    "problem/no-success": "error-in-success",
    "access/basic": "credentials-not-sent",
    "access/basic-over-http": "credentials-asked-in-clear",
    "cookie/not-secure": "cookie-without-secure",
    "cookie/not-http-only": "session-cookie-readable",
    "cookie/host-with-domain": "cookie-prefix-broken",
    "cookie/other-domain": "cookie-domain-foreign",
    "cookie/session-over-http": "cookie-set-in-clear",
    "hsts/short": "hsts-short",
    "hsts/over-http": "hsts-over-http",
    "gateway/502": "intermediary-answered",
    "gateway/421": "misdirected-request",
}
PROBED = {
    "metadata/same-etag": "etag-shared-by-codings",
    "metadata/no-vary": "vary-lacks-field",
    "metadata/not-modified-differs": "not-modified-lacks-fields",
    "negotiation/ranges": "range-promised",
    "method/head-differs": "head-differs",
    "method/head-refused": "head-status-differs",
    "cors/reflected": "cors-any-origin-with-credentials",
}
FINE = [
    "good",
    "complete-chain",
    "short-lived",
    "message/no-length",
    "message/early-hints",
    "redirect/308",
    "redirect/relative",
    "content/binary",
    "content/brotli",
    "cache/max-age",
    "cache/no-store",
    "cache/heuristic",
    "problem/good",
    "cookie/good",
    "cors/good",
]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with running_lab(pace=0.001) as running:
        yield running


def judged(lab: Lab, name: str, *, probe: bool = False, headers: Mapping[str, str] | None = None) -> list[Finding]:
    recorder, failure = Recorder(), None
    with antiphon.Session(trace=recorder, verify=lab.authority_pem, trust_env=False) as session:
        try:
            session.get(lab.url(name), headers=headers, timeout=10)
        except AntiphonError as error:
            failure = error
        asked = len(recorder.noted)
        if probe:
            send_probes(session, journey_of_notes(recorder.noted))
    journey = journey_of_notes(recorder.noted, probes_from=asked)
    if failure is not None and journey[-1].error is None:
        # It came after the head of the response.
        journey = (*journey[:-1], replace(journey[-1], error=failure))
    return lint_journey(journey)


@pytest.mark.parametrize(("name", "code"), BROKEN.items(), ids=BROKEN)
def test_what_the_lab_breaks_is_found(lab: Lab, name: str, code: str) -> None:
    assert code in [finding.code for finding in judged(lab, name)]


@pytest.mark.parametrize(("name", "code"), PROBED.items(), ids=PROBED)
def test_what_only_probes_see_is_found(lab: Lab, name: str, code: str) -> None:
    found = [finding.code for finding in judged(lab, name)]
    assert code not in found
    assert code in [finding.code for finding in judged(lab, name, probe=True)]


@pytest.mark.parametrize("name", FINE)
def test_where_the_lab_breaks_nothing_nothing_is_found(lab: Lab, name: str) -> None:
    found = judged(lab, name, headers={"Origin": "https://page.example"} if name == "cors/good" else None)
    assert [finding.code for finding in found if finding.severity is not Severity.NOTE] == []
