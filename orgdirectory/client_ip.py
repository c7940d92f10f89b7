"""Client IP: as a configured proxy states it, known while requests are counted, kept only as a hash.

The proxy nearest to us writes last: with TRUSTED_PROXIES=1 the last address of the header is
believed, with 2 the last but one, and never what stands before it. A header that is no such header
as a whole is not believed at all.
"""

import re
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.utils.crypto import salted_hmac

# RFC 7239: elements with commas between, of pairs with semicolons between.
_TOKEN, _QUOTED = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", r'"(?:[^"\\]|\\.)*"'
_PAIR = rf"[ \t]*({_TOKEN})=({_TOKEN}|{_QUOTED})[ \t]*"
_ELEMENT = rf"(?:{_PAIR})(?:;(?:{_PAIR})?)*".replace("(" + _TOKEN, "(?:" + _TOKEN)
_FORWARDED = re.compile(rf"[ \t]*(?:{_ELEMENT})?(?:,[ \t]*(?:{_ELEMENT})?)*")
_ELEMENTS, _PAIRS = re.compile(_ELEMENT), re.compile(_PAIR)
_NODE = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?|([0-9.]+)(?::\d{1,5})?|([0-9A-Fa-f:.]+)")
# Who has many addresses has them side by side: a household, a company, a provider.
NETWORKS = {4: (32, 24, 16), 6: (64, 48, 32)}


def client_ip(request):
    """Return the client IP as the site's own proxy states it; of IPv6, the network (/64)."""
    return networks(request)[0]


def networks(request):
    """Return the networks that the client is in, the smallest first; or what was sent for an address."""
    sent = forwarded_for(request) or request.META.get("REMOTE_ADDR", "")
    try:
        ip = ip_address(sent)
    except ValueError:
        return [sent]
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return [network(ip, bits) for bits in NETWORKS[ip.version]]


def network(ip, bits):
    return str(ip if bits == ip.max_prefixlen else ip_network((ip, bits), strict=False))


def trusted_proxies():
    return settings.TRUSTED_PROXIES or int(settings.BEHIND_PROXY)


def forwarded_for(request):
    """Return the address that the outermost of our proxies saw, or None."""
    if settings.PROXY_HEADER == "Forwarded":
        hops = [one.get("for", "") for one in forwarded(request.headers.get("Forwarded", ""))]
    else:
        hops = [one for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    return address(trusted(hops, ""))


def trusted(hops, nothing):
    """Return what the outermost of our proxies said; who came by fewer of them met this one first."""
    return hops[-trusted_proxies() :][0] if hops and trusted_proxies() else nothing


def forwarded_proto(header):
    """Return by which scheme the client came, as the outermost of our proxies says in ``Forwarded``."""
    return trusted(forwarded(header), {}).get("proto", "").lower()


def forwarded(header):
    """Return the elements of a header ``Forwarded`` (RFC 7239); none if there is a slip anywhere in it."""
    if not _FORWARDED.fullmatch(header):
        return []
    elements = (_PAIRS.findall(element[0]) for element in _ELEMENTS.finditer(header))
    return [{name.lower(): unquoted(value) for name, value in pairs} for pairs in elements]


def unquoted(value):
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def address(node):
    """Return the address in 192.0.2.1:80, [2001:db8::1]:80 or either without a port, or None."""
    found = _NODE.fullmatch(node.strip())
    try:
        return str(ip_address(next(filter(None, found.groups())))) if found else None
    except ValueError:
        return None


def client_ip_hash(request, purpose):
    """Return 32 bytes that stand for the client IP, to nobody outside this site and this purpose."""
    return hash_of(client_ip(request), purpose)


def hash_of(network, purpose):
    return salted_hmac(f"orgdirectory.{purpose}.sender", network, algorithm="sha256").digest()
