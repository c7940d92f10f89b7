"""Firefox by its own protocol, Marionette: Playwright cannot drive the one of a distribution."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from time import monotonic, sleep

PREFERENCES = {
    "marionette.port": 0,  # any that is free; it is written into the profile
    "browser.navigation.requireUserInteraction": False,  # Back must show every entry there is
    "app.update.auto": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


class Firefox:
    def __init__(self, path, patience=90):
        self.profile = Path(tempfile.mkdtemp(prefix="orgdirectory-firefox-"))
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()
        ]
        (self.profile / "user.js").write_text("\n".join(lines))
        options = ["--marionette", "--headless", "--remote-allow-system-access", "--no-remote"]
        self.process = subprocess.Popen(
            [path, *options, "--profile", str(self.profile)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(self.profile), "MOZ_CRASHREPORTER_DISABLE": "1"},
        )
        self.socket = socket.create_connection(("127.0.0.1", self.port(patience)))
        self.file = self.socket.makefile("rb")
        self.number = 0
        self.receive()
        self.send("WebDriver:NewSession", pageLoadStrategy="none")
        self.first = self.send("WebDriver:GetWindowHandle")["value"]

    def port(self, patience):
        written, until = self.profile / "MarionetteActivePort", monotonic() + patience
        while not (written.exists() and written.read_text().strip()):
            if self.process.poll() is not None or monotonic() > until:
                raise TimeoutError("Firefox did not start.")
            sleep(0.1)
        return int(written.read_text())

    def send(self, command, **parameters):
        self.number += 1
        message = json.dumps([0, self.number, command, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _type, _number, error, result = self.receive()
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        return result

    def receive(self):
        length = b""
        while (one := self.file.read(1)) != b":":
            length += one
        return json.loads(self.file.read(int(length)))

    def run(self, script, *arguments, context="content"):
        """Run a script in the page, or in the browser itself (context "chrome"); return what it returns."""
        self.send("Marionette:SetContext", value=context)
        try:
            sandbox = "system" if context == "chrome" else "default"
            return self.send("WebDriver:ExecuteScript", script=script, args=arguments, sandbox=sandbox)[
                "value"
            ]
        finally:
            self.send("Marionette:SetContext", value="content")

    def open_tab(self):
        handle = self.send("WebDriver:NewWindow", type="tab", focus=True)["handle"]
        self.send("WebDriver:SwitchToWindow", handle=handle)

    def close_tab(self):
        self.send("WebDriver:CloseWindow")
        self.send("WebDriver:SwitchToWindow", handle=self.first)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.file.close()
        self.socket.close()
        shutil.rmtree(self.profile, ignore_errors=True)
