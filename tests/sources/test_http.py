"""The HTTP client against a real server on this machine: every fault is met, told, and tried within bounds."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

import pytest

from aipulsen import __version__
from aipulsen.clock import Clock
from aipulsen.errors import SourceError
from aipulsen.sources.http_answers import Answer, HttpStatusError, OddAnswerError, public_address
from aipulsen.sources.http_call import Patience
from aipulsen.sources.http_client import HttpClient
from tests.conftest import ROOT
from tests.servers.fault_server import (
    Fault,
    FaultServer,
    Reply,
    Request,
    body,
    bom,
    cut,
    drip,
    elsewhere,
    page,
    recoded,
    reset,
    short,
    status,
)

GOOD = json.dumps({"svar": "Åre, " * 400}).encode("utf-8")
ETAG = '"v1"'


def app(request: Request) -> Reply:
    """`/data` is JSON; `/file` is 100 000 bytes that can be had by range."""
    if request.path == "/data":
        return Reply(GOOD, framing="chunked")
    if request.path == "/file":
        whole, headers = bytes(range(250)) * 400, {"ETag": ETAG}
        wanted = request.headers.get("Range", "")
        if wanted and request.headers.get("If-Range") == ETAG:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            return Reply(whole[start:], 206, headers)
        return Reply(whole, 200, headers)
    return Reply(b'{"error": "finns inte"}', 404)


class FakeTime:
    """A clock whose waits take no time and are written down."""

    def __init__(self, step: float = 0.0) -> None:
        self.time, self.step, self.waits = 1000.0, step, list[float]()
        self.wall = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)

    def monotonic(self) -> float:
        self.time += self.step
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.wall, self.monotonic, self.sleep)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer(app) as running:
        yield running


@pytest.fixture
def fake() -> FakeTime:
    return FakeTime()


@pytest.fixture
def client(fake: FakeTime) -> Iterator[HttpClient]:
    patience = Patience(read_seconds=2, connect_seconds=2)
    with HttpClient(contact="drift@exempel.invalid", patience=patience, clock=fake.clock, rng=random.Random(1)) as c:
        yield c


def ask(client: HttpClient, server: FaultServer, path: str = "/data") -> object:
    return client.json(server.url + path, what="Provtjänsten", setting="AIPULSEN_PROV_URL")


def test_we_say_who_we_are(client: HttpClient, server: FaultServer) -> None:
    """Name, version and contact stand in User-Agent, retries included."""
    server.fail("/data", status(503))
    assert ask(client, server) == json.loads(GOOD)
    agents = {request.headers["User-Agent"] for request in server.asked("/data")}
    assert agents == {f"aipulsen/{__version__} (+drift@exempel.invalid)"}
    assert len(server.asked("/data")) == 2


@pytest.mark.parametrize(
    "faults",
    [
        [status(500), status(502), status(503), status(504)],
        [status(429)],
        [status(408)],
        [reset(after=50), reset(after=0)],
        [cut(at=60), cut(at=60, framing="close"), short(at=100)],
        [page(), page()],
        [body(b""), body(b"  \n")],
        [bom()],
    ],
    ids=["5xx burst", "429", "408", "reset", "cut", "page", "empty", "bom"],
)
def test_what_passes_is_waited_out(client: HttpClient, server: FaultServer, faults: list[Fault]) -> None:
    """After the faults the whole right answer is had, and nothing of the faulty ones."""
    server.fail("/data", *faults)
    assert ask(client, server) == json.loads(GOOD)


def test_tries_are_bounded_in_number_and_the_error_says_all(
    client: HttpClient, server: FaultServer, fake: FakeTime
) -> None:
    """What, where, status, tries, setting and the service's own words; waits grow, with jitter."""
    server.fail("/data", *[status(503, body=b"<p>Underh\xc3\xa5ll</p>")] * 9)
    with pytest.raises(HttpStatusError) as stop:
        ask(client, server)
    assert len(server.asked("/data")) == Patience().tries
    assert stop.value.status == 503
    said = str(stop.value)
    for part in ("Provtjänsten", f"{server.url}/data", "503", "6 försök", "Underhåll"):
        assert part in said
    assert "503" in stop.value.sentence("en")
    steps = [1, 2, 4, 8, 16]
    assert all(step <= wait <= 1.5 * step for step, wait in zip(steps, fake.waits, strict=True))
    assert fake.waits != steps


def test_tries_are_bounded_in_time(server: FaultServer, fake: FakeTime) -> None:
    """With 5 seconds in all, a service that stays down gets no wait that would end after them."""
    server.fail("/data", *[status(503)] * 9)
    with HttpClient(patience=Patience(total_seconds=5), clock=fake.clock) as client, pytest.raises(SourceError):
        ask(client, server)
    assert sum(fake.waits) <= 5
    assert len(server.asked("/data")) < 6


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_kept(client: HttpClient, server: FaultServer, fake: FakeTime, as_date: bool) -> None:
    """Seconds or a date: we wait at least that long."""
    wish = format_datetime(fake.wall + dt.timedelta(seconds=40), usegmt=True) if as_date else "40"
    server.fail("/data", status(429, retry_after=wish))
    ask(client, server)
    assert len(fake.waits) == 1
    assert 40 <= fake.waits[0] <= 41


def test_a_retry_after_beyond_our_patience_is_not_waited_for(
    client: HttpClient, server: FaultServer, fake: FakeTime
) -> None:
    """Asked to wait a day, we stop at once and say so."""
    server.fail("/data", status(429, retry_after="86400"))
    with pytest.raises(HttpStatusError, match="vänta 86400 s"):
        ask(client, server)
    assert fake.waits == []


@pytest.mark.parametrize("wish", ["soon", "-3", "Wed, 99 Foo", ""])
def test_a_retry_after_that_makes_no_sense_is_no_wish(
    client: HttpClient, server: FaultServer, fake: FakeTime, wish: str
) -> None:
    """Our own wait is used."""
    server.fail("/data", status(503, retry_after=wish))
    ask(client, server)
    assert 1 <= fake.waits[0] <= 1.5


def test_the_pace_holds_under_retries(client: HttpClient, server: FaultServer, fake: FakeTime) -> None:
    """Three calls in ten seconds at most, failed ones included."""
    client.pace(server.url, calls=3, seconds=10)
    times: list[float] = []
    server.app = lambda request: (times.append(fake.time), app(request))[1]
    server.fail("/data", status(503), status(503))
    for _ in range(5):
        ask(client, server)
    assert len(times) == 7
    assert all(later - first >= 10 for first, later in zip(times, times[3:], strict=False))


def test_a_stricter_pace_counts_what_was_asked_before(client: HttpClient, server: FaultServer, fake: FakeTime) -> None:
    """The calls made under the old pace are not forgotten."""
    client.pace(server.url, calls=10, seconds=10)
    ask(client, server)
    client.pace(server.url, calls=1, seconds=60)
    ask(client, server)
    assert sum(fake.waits) == pytest.approx(60)


@pytest.mark.parametrize(
    ("code", "words"), [(400, "frågan duger inte"), (401, "nekat"), (403, "nekat"), (404, "finns inte"), (410, "410")]
)
def test_a_refusal_is_not_repeated_and_names_the_setting(
    client: HttpClient, server: FaultServer, code: int, words: str
) -> None:
    """One try, one sentence, the setting in it."""
    server.fail("/data", status(code))
    with pytest.raises(HttpStatusError, match=words) as stop:
        ask(client, server)
    assert "AIPULSEN_PROV_URL" in str(stop.value)
    assert len(server.asked("/data")) == 1


def test_a_refusal_can_be_judged_by_the_caller(client: HttpClient, server: FaultServer) -> None:
    """`ask` hands 4xx back with its body."""
    reply = client.ask("POST", server.url + "/nothing", what="Provtjänsten", payload={"fråga": 1})
    assert (reply.status, reply.body) == (404, b'{"error": "finns inte"}')
    assert json.loads(server.log[-1].body) == {"fråga": 1}


def test_other_letters_than_utf8_are_refused_at_once(client: HttpClient, server: FaultServer) -> None:
    """Latin-1 and UTF-16 are named, never guessed."""
    plain = Reply('{"ort": "Åre"}'.encode())
    server.app = lambda request: plain
    for encoding, word in (("latin-1", "0xc5"), ("utf-16", "UTF-16")):
        server.fail("/data", recoded(encoding))
        with pytest.raises(SourceError, match=word):
            ask(client, server)
    assert len(server.asked("/data")) == 2


def test_another_host_is_never_followed(client: HttpClient, server: FaultServer) -> None:
    """A redirect away names where to, and no request goes there; within the host it is followed."""
    with FaultServer(app) as other:
        away = other.url.replace("127.0.0.1", "localhost")
        server.fail("/data", elsewhere(away + "/data"))
        with pytest.raises(SourceError, match="localhost"):
            ask(client, server)
        assert other.log == []
    server.fail("/data", elsewhere("/data"))
    assert ask(client, server) == json.loads(GOOD)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://finns.inte.invalid"])
def test_a_wrong_address_names_its_setting(client: HttpClient, address: str) -> None:
    """Nobody there, or no such host: the sentence says which setting."""
    with pytest.raises(SourceError, match="AIPULSEN_PROV_URL"):
        client.json(address, what="Provtjänsten", setting="AIPULSEN_PROV_URL")


def test_a_slow_drip_is_cut_off(server: FaultServer) -> None:
    """A server that always sends a byte before the read timeout is still not waited for without end."""
    fake = FakeTime(step=10)
    server.fail("/data", *[drip(0.001, 40)] * 3)
    with (
        HttpClient(patience=Patience(body_seconds=60, tries=2), clock=fake.clock) as client,
        pytest.raises(SourceError, match="på 60 s"),
    ):
        ask(client, server)


def test_silence_is_cut_off(server: FaultServer) -> None:
    """A server that stops in the middle is left after the read timeout."""
    server.fail("/data", drip(0.6, 40), drip(0.6, 40))
    patience = Patience(read_seconds=0.2, tries=2, first_wait_seconds=0)
    with HttpClient(patience=patience) as client, pytest.raises(OddAnswerError, match="avhugget"):
        ask(client, server)


def test_a_download_goes_on_where_it_broke(client: HttpClient, server: FaultServer, tmp_path: Path) -> None:
    """After a reset only the rest is asked for, and the file is the whole one."""
    server.fail("/file", reset(after=30_000))
    target = tmp_path / "fil"
    answer = client.download(server.url + "/file", target, what="Arkivet", resume=True)
    assert target.read_bytes() == bytes(range(250)) * 400
    assert answer.size == 100_000
    asked = server.asked("/file")
    assert len(asked) == 2
    assert 0 < int(asked[1].headers["Range"].removeprefix("bytes=").rstrip("-")) <= 30_000
    assert target.stat().st_mode & 0o077 == 0


def test_a_download_of_a_changed_file_begins_anew(client: HttpClient, server: FaultServer, tmp_path: Path) -> None:
    """Another ETag: what was there is not the beginning of this file."""
    target = tmp_path / "fil"
    target.write_bytes(b"x" * 5000)
    (tmp_path / "fil.etag").write_text('"v0"')
    client.download(server.url + "/file", target, what="Arkivet", resume=True)
    assert target.read_bytes() == bytes(range(250)) * 400


def test_a_download_judged_odd_is_fetched_again(client: HttpClient, server: FaultServer, tmp_path: Path) -> None:
    """The caller's check decides what is whole: a clean ending in the middle is not."""

    def whole(answer: Answer) -> None:
        if answer.size != 100_000:
            raise OddAnswerError("sources.empty", what="Arkivet", url="–", tries=1, setting="–")

    server.fail("/file", cut(at=500), cut(at=700, framing="close"))
    client.download(server.url + "/file", tmp_path / "fil", what="Arkivet", check=whole)
    assert (tmp_path / "fil").stat().st_size == 100_000
    assert len(server.asked("/file")) == 3


def test_a_full_disk_is_said_in_one_sentence(server: FaultServer, tmp_path: Path) -> None:
    """A process that may write 10 kB gets an EditionError, and is not tried again."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom aipulsen.errors import EditionError\n"
        "from aipulsen.sources.http_client import HttpClient\n"
        "try:\n    HttpClient().download(sys.argv[1], Path(sys.argv[2]), what='Arkivet')\n"
        "except EditionError as error:\n    print(error)\n"
    )

    def small() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    command = [sys.executable, "-c", code, server.url + "/file", str(tmp_path / "fil")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=small)
    assert "går inte att skriva" in done.stdout, done.stderr
    assert len(server.asked("/file")) == 1


def test_no_secret_is_said() -> None:
    """User, password and keys stand in no message."""
    assert public_address("https://a:b@x.invalid/v2?api-key=1&Token=2&q=AI") == (
        "https://x.invalid/v2?api-key=***&Token=***&q=AI"
    )


UNMET = [
    ("http://finns-inte.invalid/data", "sources.no_name"),
    ("http://127.0.0.1:9/data", "sources.nobody_there"),
    ("http://exempel.invalid/genom-proxyn", "sources.proxy"),
]


@pytest.mark.parametrize(("url", "key"), UNMET)
def test_where_nobody_is_met_it_is_known_after_two_tries(
    client: HttpClient, fake: FakeTime, monkeypatch: pytest.MonkeyPatch, url: str, key: str
) -> None:
    """No name, nobody at the port, a proxy that is not there: each by its own name, within seconds."""
    if key == "sources.proxy":
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with pytest.raises(SourceError) as caught:
        client.ask("GET", url, what="prov", setting="AIPULSEN_SCB_URL")
    assert caught.value.key == key
    assert caught.value.values["tries"] == 2
    assert sum(fake.waits) < 3
    assert "AIPULSEN_SCB_URL" in str(caught.value)


def test_without_a_network_the_second_host_is_tried_once(client: HttpClient, fake: FakeTime) -> None:
    """Nine tables at five hosts do not wait in turn."""
    for number, url in enumerate(["http://a.invalid/", "http://b.invalid/", "http://c.invalid/"]):
        with pytest.raises(SourceError) as caught:
            client.ask("GET", url, what="prov")
        assert caught.value.values["tries"] == (1 if number else 2)


def test_nobody_met_is_no_call_by_the_pace(client: HttpClient, fake: FakeTime) -> None:
    """A minute between two questions to JobStream is not waited for when none was put."""
    client.pace("http://a.invalid", calls=1, seconds=60)
    with pytest.raises(SourceError):
        client.ask("GET", "http://a.invalid/", what="prov")
    assert sum(fake.waits) < 3


def test_a_network_lost_in_the_middle_of_a_run_is_waited_for(client: HttpClient, fake: FakeTime) -> None:
    """The host has answered in this run: it is tried as often as patience says, for the network may come back."""
    with FaultServer(app) as server:
        url = f"{server.url}/data"
        client.ask("GET", url, what="prov", headers={"Connection": "close"})
    with pytest.raises(SourceError) as caught:
        client.ask("GET", url, what="prov")
    assert caught.value.values["tries"] == client.patience.tries > 2


ODD_HEADERS = [
    ("Location", "http://[::1", 302, "sources.moved"),
    ("Location", "http://127.0.0.1:99999999/", 302, "sources.bad_address"),
    ("Location", "file:///etc/hosts", 302, "sources.moved"),
    ("Location", "\xff\xfe", 302, "sources.moved"),
    ("Retry-After", "²", 429, "sources.throttled"),
    ("Retry-After", "9" * 400, 503, "sources.server_fault"),
    ("Retry-After", "Fri, 31 Dec 9999 23:59:59 -1400", 503, "sources.server_fault"),
    ("Content-Encoding", "gzip", 200, "sources.cut"),
]


@pytest.mark.parametrize(("name", "value", "code", "key"), ODD_HEADERS)
def test_no_header_gets_out_as_another_error(
    client: HttpClient, server: FaultServer, name: str, value: str, code: int, key: str
) -> None:
    """What no address, number or date can be is a SourceError, or as if it were not there."""
    server.fail("/data", *[lambda reply: Reply(GOOD, code, {name: value})] * 9)
    with pytest.raises(SourceError) as caught:
        ask(client, server)
    assert caught.value.key == key


@pytest.mark.parametrize("name", ["Date", "Content-Length"])
@pytest.mark.parametrize("value", ["²", "-5", "9" * 5000, "Fri, 31 Dec 9999 23:59:59 -1400", ",,,", ""])
def test_an_odd_date_or_length_of_a_file_is_none(
    client: HttpClient, server: FaultServer, name: str, value: str, tmp_path: Path
) -> None:
    """The file comes by its connection's end; the service has said no time."""
    server.fail("/file", lambda reply: Reply(GOOD, 200, {name: value}, framing="close"))
    answer = client.download(server.url + "/file", tmp_path / "fil", what="prov")
    assert (tmp_path / "fil").read_bytes() == GOOD
    assert name != "Date" or answer.served_at is None


def test_an_answer_without_end_is_left(
    client: HttpClient, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is held in memory is bounded, unpacked: once is enough, and the sentence names the setting."""
    monkeypatch.setattr("aipulsen.sources.http_call._LONGEST_BODY", 100_000)
    packed = gzip.compress(b" " * 50_000_000)
    server.fail("/data", lambda reply: Reply(packed, 200, {"Content-Encoding": "gzip"}))
    with pytest.raises(SourceError, match=r"mer än något svar är.*AIPULSEN_PROV_URL"):
        ask(client, server)
    assert len(server.asked("/data")) == 1
