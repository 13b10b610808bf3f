"""What every refusal has in common."""

from __future__ import annotations

from antiphon.faults.codes import FAULTS

from .raw_client import Answer, connect
from .running import Running


def refusal(port: int, data: bytes, size: int = 0) -> Answer:
    """Send `data` in pieces of `size`, and return the one answer that comes before the end of the connection."""
    with connect(port) as client:
        client.send(data, size)
        answer = client.read()
        assert client.rest() == b"", "something came after the refusal"
    return answer


def check(answer: Answer, code: str, status: int) -> None:
    """Check that `answer` refuses with `status`, says why, and announces the end of the connection."""
    fault = FAULTS[code]
    problem = answer.problem
    assert answer.status == problem["status"] == status
    assert problem["type"] == f"urn:antiphon:fault:{code}" and problem["reference"] == fault.rfc and problem["fix"]
    assert problem["detail"] and "{" not in problem["detail"]
    assert answer.fields["connection"] == "close" and answer.fields["cache-control"] == "no-store"
    assert answer.fields["date"].endswith(" GMT")


def check_logs(server: Running, code: str, status: int, count: int) -> None:
    """Check that both logs of the ended `server` have one line for each of `count` refusals."""
    assert [entry["code"] for entry in server.refused] == [code] * count
    assert all("127.0.0.1" in entry["message"] for entry in server.refused)
    assert [entry["status"] for entry in server.exchanges] == [status] * count
    assert all(entry["client"] == "127.0.0.1" and entry["bytes"] > 0 for entry in server.exchanges)
