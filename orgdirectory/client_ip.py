"""Client IP: known for as long as requests are counted, and kept only as a hash."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.utils.crypto import salted_hmac


def client_ip(request):
    """Return the client IP as the site's own proxy tells it; of IPv6, the network (/64)."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    sent = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        ip = ip_address(sent)
    except ValueError:
        return sent
    if ip.version == 6 and not ip.ipv4_mapped:
        return str(ip_network((ip, 64), strict=False))  # one household has them all
    return sent


def client_ip_hash(request, purpose):
    """Return 32 bytes that stand for the client IP, to nobody outside this site and this purpose."""
    return salted_hmac(f"orgdirectory.{purpose}.sender", client_ip(request), algorithm="sha256").digest()
