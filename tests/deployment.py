"""What ``deploy/`` describes, run by anybody in a folder of its own, without root and TLS."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from time import monotonic, sleep

from .drills import CHECKOUT, environment, fetch, fill, free_port, manage, template

DEPLOY = CHECKOUT / "deploy"
BIN = Path(sys.executable).parent


def unit(name="orgdirectory@.service"):
    return (DEPLOY / "systemd" / name).read_text().replace("\\\n", " ")


def granian_command(instance, folder):
    """Return what the unit starts, with its sockets in a folder."""
    line = re.search(r"^ExecStart=(.*)", unit(), re.MULTILINE)[1]
    line = line.replace("/opt/orgdirectory/.venv/bin", str(BIN)).replace("%i", str(instance))
    return shlex.split(line.replace("/run/orgdirectory", str(folder)))


def nginx_conf(folder, port):
    """Return the configuration with the example in it, on a port of this machine and without TLS.

    A drill plays many clients from one address: here each is believed who she says she is.
    """
    text = (DEPLOY / "nginx.conf").read_text().replace("/run/orgdirectory", str(folder))
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"\n    (listen|ssl_)[^\n]*", "", text)
    text = text.replace("server_name", f"listen 127.0.0.1:{port};\n    server_name", 1)
    text = text.replace("X-Forwarded-For $remote_addr", "X-Forwarded-For $http_x_forwarded_for")
    text = text.replace("rate=20r/m", "rate=100r/s")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    user = "user root;\n" if os.geteuid() == 0 else ""  # or it could not reach a folder of ours
    main = f"{user}pid {folder}/nginx.pid;\nerror_log {folder}/nginx.log;\nevents {{}}\n"
    return f"{main}daemon off;\nhttp {{\naccess_log off;\n{places}{text}\n}}\n"


def caddyfile(folder, port):
    text = (DEPLOY / "Caddyfile").read_text().replace("/run/orgdirectory", str(folder))
    text = text.replace("lb_policy", "trusted_proxies 127.0.0.1/32\n\t\tlb_policy")
    return text.replace("directory.example {", f"http://127.0.0.1:{port} {{")


class Deployment:
    """Two instances behind nginx or Caddy: ``with Deployment("nginx") as site``."""

    def __init__(self, proxy, folder, database=None, **variables):
        self.proxy, self.folder, self.port = proxy, folder, free_port()
        database = database or f"sqlite:///{shutil.copy(template(), folder / 'db.sqlite3')}"
        given = {"DATABASE_URL": database, "TRUSTED_PROXIES": "1", "HOME": str(folder), **variables}
        self.environment = environment(**given)
        self.variables = given
        self.instances, self.stopping = {}, False
        self.restarting = set()
        self.supervisor = threading.Thread(target=self.supervise)

    def __enter__(self):
        for instance in (1, 2):
            (self.folder / str(instance)).mkdir(exist_ok=True)
            self.start(instance)
        conf = self.folder / "proxy.conf"
        conf.write_text({"nginx": nginx_conf, "caddy": caddyfile}[self.proxy](self.folder, self.port))
        command = {
            "nginx": ["nginx", "-c", str(conf), "-p", str(self.folder)],
            "caddy": ["caddy", "run", "--config", str(conf), "--adapter", "caddyfile"],
        }[self.proxy]
        self.proxy_process = self.run(command, "proxy.log")
        self.supervisor.start()
        try:
            self.wait(lambda: self.get("/robots.txt")[0] == 200)
        except TimeoutError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error):
        self.stopping = True
        self.supervisor.join()
        processes = (self.proxy_process, *self.instances.values())
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(70)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def run(self, command, log):
        with (self.folder / log).open("ab") as output:
            return subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def start(self, instance):
        """Start an instance, and return when it is ready, as ExecStartPost does."""
        socket = self.folder / str(instance) / "granian.sock"
        socket.unlink(missing_ok=True)
        self.instances[instance] = self.run(granian_command(instance, self.folder), f"{instance}.log")
        self.wait(lambda: socket.exists() and self.answers(socket))

    def answers(self, socket):
        command = ["curl", "-sf", "-m", "5", "-o", os.devnull, "--unix-socket", str(socket)]
        return subprocess.call([*command, "http://localhost/ready/"]) == 0

    def supervise(self):
        """Restart what ended, as ``Restart=always`` does."""
        while not self.stopping:
            for instance, process in list(self.instances.items()):
                if process.poll() is not None and not self.stopping and instance not in self.restarting:
                    sleep(1)
                    self.start(instance)
            sleep(0.1)

    def restart(self, instance):
        """Stop and start an instance, as ``systemctl restart`` does."""
        self.restarting.add(instance)
        self.instances[instance].terminate()
        self.instances[instance].wait(90)
        self.start(instance)
        self.restarting.remove(instance)

    def reload(self, instance):
        self.instances[instance].send_signal(signal.SIGHUP)

    def workers(self, instance):
        pid = self.instances[instance].pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def wait(self, is_so, patience=90):
        until = monotonic() + patience
        while not is_so():
            if monotonic() > until:
                logs = [path.read_text()[-2000:] for path in self.folder.glob("*.log")]
                raise TimeoutError("\n".join(logs))
            sleep(0.2)

    def get(self, path, timeout=40, method="GET", body=None, headers=None):
        return fetch(self.port, path, timeout, method, body, headers)

    def manage(self, *arguments):
        return manage(*arguments, **self.variables)


__all__ = ["DEPLOY", "Deployment", "caddyfile", "fill", "granian_command", "nginx_conf", "unit"]
