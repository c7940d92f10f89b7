"""Who asks: only a configured proxy states it, and nothing that a sender writes changes it."""

import pytest

from orgdirectory.client_ip import client_ip, forwarded, forwarded_proto, networks

PROXY = "192.0.2.1"


@pytest.fixture
def ask(rf, settings):
    def ask(proxies, value, name="X-Forwarded-For"):
        settings.TRUSTED_PROXIES, settings.PROXY_HEADER = proxies, name
        return client_ip(rf.get("/", headers={name: value}, REMOTE_ADDR=PROXY))

    return ask


@pytest.mark.parametrize(
    ("proxies", "value", "client"),
    [
        (0, "198.51.100.7", PROXY),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "198.51.100.7"),  # past the outer proxy
        (1, "198.51.100.7:4711", "198.51.100.7"),
        (1, "[2001:db8::7]:4711", "2001:db8::/64"),
        (1, "[2001:db8::7]", "2001:db8::/64"),
        (1, "2001:db8::7", "2001:db8::/64"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
        (1, "198.51.100.7,", "198.51.100.7"),
        (1, "198.51.100.7, nonsense", PROXY),
        (1, "198.51.100.7, unknown", PROXY),
        (1, "999.1.1.1", PROXY),
        (1, "198.51.100.7\x00", PROXY),
        (1, "1" * 5_000, PROXY),
        (1, ", , ,", PROXY),
        (1, "", PROXY),
    ],
)
def test_x_forwarded_for_is_read_from_its_end(ask, proxies, value, client):
    assert ask(proxies, value) == client


@pytest.mark.parametrize(
    ("proxies", "value", "client"),
    [
        (0, "for=198.51.100.7", PROXY),
        (1, "for=198.51.100.7", "198.51.100.7"),
        (1, "For=198.51.100.7;proto=https;by=10.0.0.1", "198.51.100.7"),
        (1, 'for=203.0.113.9, for="[2001:db8::7]:4711"', "2001:db8::/64"),
        (2, 'for="203.0.113.9", for=198.51.100.7;proto=https, for=10.0.0.1', "198.51.100.7"),
        (1, "for=203.0.113.9,, for=198.51.100.7 ;", "198.51.100.7"),
        (1, "for=unknown", PROXY),
        (1, 'for="_hidden"', PROXY),
        (1, 'for="203.0.113.9, for="[2001:db8::7]"', PROXY),  # a quote left open to swallow the proxy's own
        (1, 'for="203.0.113.9\\", for=198.51.100.7', PROXY),
        (1, "for=[2001:db8::7]", PROXY),  # not quoted
        (1, "198.51.100.7", PROXY),
        (1, "proto=https", PROXY),
        (1, "", PROXY),
    ],
)
def test_forwarded_is_read_from_its_end_and_only_if_whole(ask, proxies, value, client):
    assert ask(proxies, value, "Forwarded") == client


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded"])
def test_only_the_configured_header_is_read(rf, settings, name):
    settings.TRUSTED_PROXIES, settings.PROXY_HEADER = 1, name
    other = {"X-Forwarded-For": "for=203.0.113.9", "Forwarded": "203.0.113.9"}
    other |= {"X-Real-IP": "203.0.113.9", "Client-IP": "203.0.113.9"}
    assert client_ip(rf.get("/", headers=other, REMOTE_ADDR=PROXY)) == PROXY


def test_the_scheme_is_what_the_proxy_says_and_not_what_the_sender_wrote(settings):
    settings.TRUSTED_PROXIES = 1
    assert forwarded_proto("for=203.0.113.9;proto=https, for=198.51.100.7;proto=http") == "http"
    assert forwarded_proto("for=198.51.100.7") == ""
    settings.TRUSTED_PROXIES = 0
    assert forwarded_proto("for=198.51.100.7;proto=https") == ""


@pytest.mark.parametrize("header", ["for=a;" * 20_000 + '"', "," * 60_000 + '"', 'for="' + '\\"' * 30_000])
def test_a_long_header_that_is_none_is_refused_as_a_whole(header):
    assert forwarded(header) == []


@pytest.mark.parametrize(
    ("address", "around"),
    [
        ("198.51.100.7", ["198.51.100.7", "198.51.100.0/24", "198.51.0.0/16"]),
        ("2001:db8:1:2::7", ["2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8::/32"]),
        ("::ffff:198.51.100.7", ["198.51.100.7", "198.51.100.0/24", "198.51.0.0/16"]),
        ("unix:", ["unix:"]),
    ],
)
def test_an_address_stands_in_networks(rf, address, around):
    assert networks(rf.get("/", REMOTE_ADDR=address)) == around
