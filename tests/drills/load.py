"""One client that asks for too much: readers beside it notice nothing."""

import re
import socket
from time import monotonic, sleep
from urllib.parse import quote, urlencode

from . import Outcome, Site, drill, quiet, running
from ._writers import FORM, PATIENCE

MOST = 2  # times its quiet value that the p95 of readers may be
SLOW_SENDERS = 16
NONSENSE = " ".join("qwrtpsdfghjklzxcvbnmqwrtpsdfghjklzxcvbnm"[n:] + "åäö"[: n % 3] for n in range(12))
REAL = "kvinnojour flykting hedersvåld stödlinje stockholm barn irak rättigheter utbildning samtal"
WIDE = "&".join(["focus=honour-related-violence"] * 990 + ["x=" + "%00" * 9000])
GENERAL = 215  # messages, of which the form takes 200 an hour in all


def beside(site, attack, number=1, seconds=15):
    """Return (readers before, readers while ``number`` threads call ``attack(stop)``)."""
    before = quiet(site, 8)
    with running(attack, number):
        sleep(1)
        during = quiet(site, seconds)
    return before, during


def judged(before, during, figures=""):
    ratio = during.p95 / before.p95
    return Outcome(ratio <= MOST and not during.errors, f"{figures}p95 × {ratio:.1f}; {during}")


@drill("16 bodies sent a byte at a time", "readers timed out after 25 s for as long as it lasted")
def slow_bodies():
    closed = []

    def send_slowly(stop):
        while not stop.is_set():
            began = monotonic()
            with socket.create_connection(("127.0.0.1", site.port)) as line:
                line.settimeout(1)
                line.sendall(
                    b"POST /sv/report/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 200000\r\n"
                    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
                )
                while not stop.is_set() and not answered(line):
                    line.sendall(b"a")
            closed.append(monotonic() - began)

    with Site() as site:
        before, during = beside(site, send_slowly, SLOW_SENDERS, seconds=25)
    return judged(before, during, f"{len(closed)} slow bodies refused; ")


def answered(line):
    """Tell whether the server has answered, or closed the line, within a second."""
    try:
        line.recv(1000)
    except TimeoutError:
        return False
    return True


def asking(site, path, answers):
    def ask(stop):
        while not stop.is_set():
            answers.append(site.get(path))

    return ask


@drill("a query of 57 kB, again and again", "one made a page of 27 MB; 8 at once: no answer in 20 s")
def wide_query():
    answers = []
    with Site() as site:
        before, during = beside(site, asking(site, f"/sv/search/?{WIDE}", answers), 8)
    largest = max(len(content) for _status, _seconds, content in answers)
    statuses = {status for status, _seconds, _content in answers}
    outcome = judged(before, during, f"{len(answers)} answered {statuses}, at most {largest:,} bytes; ")
    return outcome._replace(held=outcome.held and statuses == {400} and largest < 30_000)


@drill("long searches over one connection", "340 ms of processor time each, p50 of readers × 6 at 8 threads")
def long_searches():
    answers, figures, held = [], [], True
    with Site() as site:
        for words in (NONSENSE, REAL):
            path = f"/sv/search/?q={quote(words)}"
            outcome = judged(*beside(site, asking(site, path, answers)))
            figures.append(outcome.figures)
            held = held and outcome.held
    refused = sum(status != 200 for status, _seconds, _content in answers)
    return Outcome(held and not refused, " | ".join(figures))


@drill("a file of 200 MB sent to the report form", "200 MB were written to the disk")
def file_part():
    head = (
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n"
    )
    with Site() as site, socket.create_connection(("127.0.0.1", site.port)) as line:
        line.settimeout(20)
        line.sendall(
            b"POST /sv/report/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 200000000\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n" + head
        )
        answer = line.recv(100)
        small = head + b"x" * 1000 + b"\r\n--b--\r\n"
        form = {"Content-Type": "multipart/form-data; boundary=b"}
        status = site.get("/sv/report/", method="POST", body=small, headers=form)[0]
    held = answer.startswith(b"HTTP/1.1 4") and status == 400
    return Outcome(held, f"refused unread: {answer[9:12].decode()}; one of a kilobyte: {status}")


@drill(
    "a flood of reports from as many addresses",
    "188 taken with one stamp, then nobody could write for an hour",
)
def flood_of_reports():
    with Site(BEHIND_PROXY="on") as site:
        one = stamp(site, "198.51.100.1")
        sleep(PATIENCE)
        with_one = sum(write(site, one, f"2001:db8:{n:x}::1", f"one {n}") for n in range(30))
        addresses = [f"{10 + n % 200}.{n}.1.1" for n in range(GENERAL)]
        stamps = [stamp(site, address) for address in addresses]
        sleep(PATIENCE)
        taken = sum(
            write(site, its, address, f"flood {address}")
            for its, address in zip(stamps, addresses, strict=True)
        )
        hers = stamp(site, "192.0.2.77")
        sleep(PATIENCE)
        removed = write(site, hers, "192.0.2.77", "Please remove my name.", "removal")
    figures = f"{with_one} of 30 taken with one stamp, {taken} of {GENERAL} with their own; "
    return Outcome(
        with_one == 1 and taken <= 200 and removed, f"{figures}'take my name away' taken: {removed}"
    )


def stamp(site, address):
    page = site.get("/en/report/", headers={"X-Forwarded-For": address})[2].decode()
    return re.search(r'name="stamp" value="([^"]+)"', page)[1]


def write(site, its_stamp, address, message, kind="other"):
    """Send a message; tell whether it was taken."""
    body = urlencode({"kind": kind, "message": message, "stamp": its_stamp, "empty": ""})
    headers = FORM | {"X-Forwarded-For": address}
    status, _seconds, page = site.get("/en/report/", 40, "POST", body, headers)
    return status == 200 and b'name="stamp"' not in page
