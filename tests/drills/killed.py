"""Kill workers and whole instances, load new code, start anew: what readers see of it."""

import os
import shutil
import tempfile
from pathlib import Path
from time import sleep

from ..deployment import Deployment
from . import Outcome, Readers, Site, drill
from ._writers import Writers, stored

NEW_WORKERS = 9  # seconds: each is given 3.5 before the old one goes


@drill("a killed worker of `make run` comes back", "the service ended: 410 refused until started by hand")
def one_worker():
    with Site() as site:
        with Readers(site) as readers:
            sleep(1)
            os.kill(site.workers()[0], 9)
            sleep(6)
        with Readers(site) as after:
            sleep(3)
        figures = f"{readers}; afterwards {after.errors} errors, {len(site.workers())} workers"
        return Outcome(len(site.workers()) == 2 and not after.errors and site.process.poll() is None, figures)


def behind(proxy):
    if not shutil.which(proxy):
        return Outcome(True, f"{proxy} is not installed: not tried")
    with tempfile.TemporaryDirectory() as folder, Deployment(proxy, Path(folder)) as site:
        with Writers(site, number=2) as writers:
            seen = {name: disturb(site, act) for name, act in DISTURBANCES.items()}
        lost = writers.acknowledged - stored(**site.variables)
        figures = "; ".join(f"{name}: {one.errors} of {len(one.answers)}" for name, one in seen.items())
        errors = sum(one.errors for one in seen.values())
        told = [log.name for log in Path(folder).glob("*.log") if b"kvinnojour" in log.read_bytes()]
        kept = f"{len(writers.acknowledged)} messages acknowledged, {len(lost)} lost; words in logs of {told}"
        held = not errors and not lost and not told and bool(writers.acknowledged)
        return Outcome(held, f"{figures}; {kept}")


def disturb(site, act):
    with Readers(site) as readers:
        sleep(1)
        act(site)
        sleep(1)
    return readers


def reload(site):
    for instance in (1, 2):
        site.reload(instance)
    sleep(NEW_WORKERS)


def restart(site):
    for instance in (1, 2):
        site.restart(instance)


def kill_a_worker(site):
    os.kill(site.workers(1)[0], 9)
    sleep(4)


def kill_an_instance(site):
    os.killpg(site.instances[1].pid, 9)
    sleep(5)


DISTURBANCES = {
    "errors at reload": reload,
    "restart": restart,
    "worker killed": kill_a_worker,
    "instance killed": kill_an_instance,
}


@drill(
    "two instances behind nginx: reload, restart, kill", "reload 0.9 s refused, restart 8 s, killed: ended"
)
def nginx():
    return behind("nginx")


@drill("two instances behind Caddy: reload, restart, kill", "the same")
def caddy():
    return behind("caddy")
