"""Readers who write to the editors meanwhile; what was acknowledged to them has to be there afterwards."""

import json
import re
import threading
from time import monotonic, sleep
from urllib.parse import urlencode

from . import manage

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
STORED = (
    "import json; from networks.models import Report;"
    " print(json.dumps(list(Report.objects.values_list('message', flat=True))))"
)
PATIENCE = 2.2  # seconds; the form takes nothing that was written in less


class Writers:
    """Each is a thread with an address of its own: ``with Writers(site) as writers``."""

    def __init__(self, site, number=4, most=80):
        self.site, self.most = site, most
        self.acknowledged, self.sent, self.done = set(), 0, threading.Event()
        self.threads = [threading.Thread(target=self.write, args=(at,)) for at in range(number)]

    def __enter__(self):
        for one in self.threads:
            one.start()
        return self

    def __exit__(self, *_error):
        self.done.set()
        for one in self.threads:
            one.join()

    def write(self, at):
        while not self.done.is_set() and self.sent < self.most:
            self.sent += 1
            message = f"message {self.sent} of writer {at} at {monotonic()}"
            client = {"X-Forwarded-For": f"10.{at}.{self.sent}.1"}
            page = self.site.get("/en/report/", headers=client)[2].decode()
            stamp = re.search(r'name="stamp" value="([^"]+)"', page)
            sleep(PATIENCE)
            if stamp:
                self.send(message, stamp[1], client)

    def send(self, message, stamp, client):
        body = urlencode({"kind": "other", "message": message, "stamp": stamp, "empty": ""})
        status, _seconds, page = self.site.get("/en/report/", 40, "POST", body, FORM | client)
        if status == 200 and b'name="stamp"' not in page:  # thanks, and no form to send again
            self.acknowledged.add(message)


def stored(**variables):
    """Return the messages that a database holds."""
    return set(json.loads(manage("shell", "-v", "0", "-c", STORED, **variables)))
