"""A tab of either engine, with its real history, on a line to the site that can be cut."""

import threading
from base64 import b64decode
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from typing import NamedTuple

PATIENCE = 20  # seconds; machines may be busy
STAYS = """document.readyState === 'complete' && location.pathname !== '/-/'
    && !document.documentElement.dataset.exit && performance.timeOrigin"""


class Entry(NamedTuple):
    url: str
    title: str


def wait_until(happened, patience=PATIENCE):
    until = monotonic() + patience
    while not happened():
        assert monotonic() < until, "It did not happen."
        sleep(0.02)


def patiently(ask, times=50):
    """Ask again what a browser refuses to answer while it goes from one page to the next."""
    for _time in range(times):
        try:
            return ask()
        except Exception as refused:
            reason = refused
            sleep(0.05)
    raise reason


class Tab:
    def wait(self, what, patience=PATIENCE):
        """Wait until something is true of the page; raise AssertionError if it does not become so."""
        wait_until(lambda: self.asked(what), patience)

    def asked(self, what):
        try:
            return self.run(f"return ({what})")
        except Exception:  # between two pages there is nothing to ask
            return None

    def visit(self, url):
        self.arrive(lambda: self.type_address(url))

    def follow(self, selector):
        self.arrive(lambda: self.click(selector))

    def arrive(self, act):
        """Do what opens another page, and wait for the whole of it."""
        before = self.asked("performance.timeOrigin")
        act()
        wait_until(lambda: self.asked("performance.timeOrigin") not in (None, before))
        self.settle()

    def settle(self):
        """Wait until one page stays: /-/ leads on to another as soon as it is there."""
        seen = []

        def stays():
            seen.append(self.asked(STAYS))
            sleep(0.1)
            return seen[-1] and seen[-2:] == [seen[-1]] * 2

        wait_until(stays)

    def shown(self):
        """Return what somebody who looks at the page sees of it: address, title and text."""
        words = "return [location.href, document.title, document.body?.innerText ?? '']"
        return patiently(lambda: self.run(words))

    def go_back(self):
        self.step(-1)

    def go_forward(self):
        self.step(1)

    def step(self, steps):
        there = self.index() + steps
        self.traverse(steps)
        wait_until(lambda: self.index() == there)
        self.settle()


class ChromiumTab(Tab):
    def __init__(self, context):
        self.page = context.new_page()
        self.session = context.new_cdp_session(self.page)

    def run(self, script):
        return self.page.evaluate(f"() => {{ {script} }}")

    def type_address(self, url):
        self.session.send("Page.navigate", {"url": url, "transitionType": "typed"})

    def click(self, selector):
        self.page.locator(selector).first.click(no_wait_after=True)

    def press_escape(self):
        keys = {"key": "Escape", "code": "Escape", "windowsVirtualKeyCode": 27}
        self.session.send("Input.dispatchKeyEvent", {"type": "keyDown", **keys})

    def reload(self):
        self.session.send("Page.reload")

    def entries(self):
        return [Entry(one["url"], one["title"]) for one in self.history()["entries"]]

    def index(self):
        return self.history()["currentIndex"]

    def history(self):
        return patiently(lambda: self.session.send("Page.getNavigationHistory"))

    def traverse(self, steps):
        entry = self.history()["entries"][self.index() + steps]
        self.session.send("Page.navigateToHistoryEntry", {"entryId": entry["id"]})

    def set_offline(self, off):
        self.page.context.set_offline(off)

    def pdf(self):
        return self.page.pdf(format="A4", prefer_css_page_size=True)


class FirefoxTab(Tab):
    ENTRIES = """
        const { sessionHistory: all } = gBrowser.selectedBrowser.browsingContext;
        const entries = Array.from({ length: all.count }, (_, i) => all.getEntryAtIndex(i));
        return [all.index, entries.map((one) => [one.URI.spec, one.title])];"""
    TYPE = """
        const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
        gBrowser.selectedBrowser.fixupAndLoadURIString(arguments[0], { triggeringPrincipal });"""

    def __init__(self, firefox):
        self.firefox = firefox
        firefox.open_tab()

    def run(self, script):
        return self.firefox.run(script)

    def command(self, script, *arguments):
        return self.firefox.run(script, *arguments, context="chrome")

    def type_address(self, url):
        self.command(self.TYPE, url)

    def click(self, selector):
        using = {"using": "css selector", "value": selector}
        element = self.firefox.send("WebDriver:FindElement", **using)["value"]
        self.firefox.send("WebDriver:ElementClick", id=next(iter(element.values())))

    def press_escape(self):
        keys = {"type": "key", "id": "keys", "actions": [{"type": "keyDown", "value": "\ue00c"}]}
        self.firefox.send("WebDriver:PerformActions", actions=[keys])

    def reload(self):
        self.command("BrowserCommands.reload()")

    def entries(self):
        return [Entry(*one) for one in self.command(self.ENTRIES)[1]]

    def index(self):
        return self.command(self.ENTRIES)[0]

    def traverse(self, steps):
        self.command("gBrowser.gotoIndex(arguments[0])", self.index() + steps)

    def set_offline(self, off):
        self.command("Services.io.offline = arguments[0]", off)

    def pdf(self):
        return b64decode(self.firefox.send("WebDriver:Print", page={"width": 21.0, "height": 29.7})["value"])


class Line(ThreadingHTTPServer):
    """A line to the site: answering, stopped, hanging, 500 or slow; what stands for the exit is replaced."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, site, exit_url, replaced):
        super().__init__(("127.0.0.1", 0), OnTheLine)
        self.site, self.exit_url, self.replaced = site, exit_url, replaced
        self.state, self.freed = "answering", threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def set(self, state):
        self.state = state
        if state == "stopped":
            self.shutdown()
            self.server_close()


class OnTheLine(BaseHTTPRequestHandler):
    def handle(self):
        with suppress(ConnectionError):  # a browser that has gone on to another page
            super().handle()

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.state == "hanging":
            self.server.freed.wait(60)
            return
        if self.server.state == "500":
            self.answer(500, {"Content-Type": "text/html"}, b"<title>Bad gateway</title>Bad gateway")
            return
        if self.server.state == "slow":
            sleep(2)
        self.forward(body)

    do_POST = do_GET  # noqa: N815

    def forward(self, body):
        headers = {name: value for name, value in self.headers.items() if name != "Accept-Encoding"}
        with closing(HTTPConnection(self.server.site.removeprefix("http://"), timeout=60)) as connection:
            connection.request(self.command, self.path, body or None, {**headers, "Connection": "close"})
            answer = connection.getresponse()
            content = answer.read().replace(self.server.replaced.encode(), self.server.exit_url.encode())
        passed = {name: value for name, value in answer.getheaders() if name.lower() not in HOPS}
        self.answer(answer.status, passed, content)

    def answer(self, status, headers, content):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


HOPS = {"connection", "content-length", "transfer-encoding", "date", "server"}


class Elsewhere(ThreadingHTTPServer):
    """Stands in for all other sites; ``asked`` says when somebody came to the exit, with which headers."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), OnElsewhere)
        self.url = f"http://127.0.0.1:{self.server_port}/exit"
        self.start = f"http://127.0.0.1:{self.server_port}/start"
        self.asked = []


class OnElsewhere(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/exit":
            self.server.asked.append((monotonic(), dict(self.headers)))
        content = b"<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@contextmanager
def serving(server):
    """Let a server serve in a thread of its own."""
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        if getattr(server, "freed", None):
            server.freed.set()
        if getattr(server, "state", "") != "stopped":
            server.shutdown()
            server.server_close()
