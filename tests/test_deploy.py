"""The examples in deploy/ are what the programs that read them take; each is skipped where there is none."""

import re
import shutil
import subprocess

import pytest
import yaml
from django.conf import settings

from .deployment import DEPLOY, caddyfile, granian_command, nginx_conf, unit

UNITS = sorted((DEPLOY / "systemd").iterdir())
HOSTS = re.compile(r"directory\.example")


def needs(program):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


@needs("nginx")
@needs("openssl")
def test_nginx_takes_its_example_as_it_stands(tmp_path):
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    made = ("-newkey", "rsa:2048", "-nodes", "-subj", "/CN=directory.example")
    run("openssl", "req", "-x509", *made, "-keyout", str(key), "-out", str(certificate))
    text = (
        (DEPLOY / "nginx.conf").read_text().replace("/etc/letsencrypt/live/directory.example", str(tmp_path))
    )
    text = text.replace("listen 80", "listen 8080").replace(":80;", ":8080;").replace("443", "8443")
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{text}\n}}\n")
    result = run("nginx", "-t", "-c", str(conf), "-p", str(tmp_path))
    assert "test is successful" in result.stderr, result.stderr


@needs("nginx")
def test_nginx_takes_it_as_the_drills_run_it(tmp_path):
    (tmp_path / "nginx.conf").write_text(nginx_conf(tmp_path, 8099))
    result = run("nginx", "-t", "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path))
    assert "test is successful" in result.stderr, result.stderr


@needs("caddy")
@pytest.mark.parametrize("name", ["Caddyfile", "container/Caddyfile"])
def test_caddy_takes_its_example(name):
    result = run("caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / name))
    assert "Valid configuration" in result.stdout + result.stderr, result.stderr


@needs("caddy")
def test_caddy_takes_it_as_the_drills_run_it(tmp_path):
    (tmp_path / "Caddyfile").write_text(caddyfile(tmp_path, 8099))
    result = run("caddy", "validate", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile"))
    assert "Valid configuration" in result.stdout + result.stderr, result.stderr


@needs("systemd-analyze")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_takes_its_units(path, tmp_path):
    for one in UNITS:
        program = shutil.which("true")
        text = re.sub(r"^(ExecStart)=\S+", rf"\1={program}", one.read_text(), flags=re.MULTILINE)
        (tmp_path / one.name.replace("orgdirectory@.", "orgdirectory@1.")).write_text(text)
        (tmp_path / one.name).write_text(text)
    name = path.name.replace("@.", "@1.")
    (tmp_path / name).write_text((tmp_path / path.name).read_text())
    result = run("systemd-analyze", "verify", "--man=no", str(tmp_path / name))
    assert [line for line in result.stderr.splitlines() if "orgdirectory" in line] == []


@needs("systemd-analyze")
@pytest.mark.parametrize("name", ["orgdirectory@.service", "orgdirectory-manage@.service"])
def test_the_services_are_boxed_in(name):
    result = run("systemd-analyze", "security", "--offline=true", str(DEPLOY / "systemd" / name))
    exposure = re.search(r"exposure level.*?: ([0-9.]+)", result.stdout)
    assert float(exposure[1]) < 2


def test_a_worker_that_dies_is_replaced_however_the_site_is_started():
    started = [granian_command(1, "/run"), (settings.BASE_DIR / "Makefile").read_text().split()]
    assert all("--respawn-failed-workers" in words for words in started)


def test_every_timer_starts_a_command_that_there_is():
    commands = {path.stem for path in (settings.BASE_DIR / "orgdirectory/management/commands").iterdir()}
    timers = [path.read_text() for path in UNITS if path.suffix == ".timer"]
    started = {
        re.search(r"^Unit=orgdirectory-manage@(\w+)\.service", text, re.MULTILINE)[1] for text in timers
    }
    assert started == {"backup", "verify_backup", "housekeeping", "check_links"}
    assert started <= commands


def test_every_variable_of_the_example_is_one_of_the_settings():
    names = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "environment").read_text(), re.MULTILINE)
    table = (settings.BASE_DIR / "orgdirectory/settings.py").read_text().split('"""')[1]
    assert [name for name in names if f"| {name} " not in table] == []


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_no_proxy_keeps_a_list_of_requests(name):
    text = (DEPLOY / name).read_text()
    assert not re.search(r"^\s*access_log (?!off)|error_log (?!/dev/null)", text, re.MULTILINE)
    assert not re.search(r"^\s*output ", text, re.MULTILINE)


def test_the_service_reads_its_secrets_from_the_environment_only():
    assert "SECRET_KEY" not in unit()


def test_the_compose_file_names_what_the_settings_read():
    services = yaml.safe_load((DEPLOY / "container/compose.yaml").read_text())["services"]
    table = (settings.BASE_DIR / "orgdirectory/settings.py").read_text().split('"""')[1]
    assert [name for name in services["app1"]["environment"] if f"| {name} " not in table] == []


def test_the_two_caddyfiles_differ_in_where_the_instances_are():
    one, other = ((DEPLOY / name).read_text().splitlines() for name in ("Caddyfile", "container/Caddyfile"))
    assert [line for line in other if line not in one and not line.startswith("#")] == [
        "\treverse_proxy app1:8000 app2:8000 {"
    ]
