"""What the site asks of every browser, so that a visit leaves as little trace as it can."""

PERMISSIONS = ("accelerometer", "browsing-topics", "camera", "geolocation", "microphone", "payment", "usb")


def safe_visit(get_response):
    """Have no page kept, no linked name looked up before a click, and no sensor opened.

    Public pages send no Referer at all. The admin sends one within the site,
    since without it Django's protection against forged posts refuses them over
    HTTPS. What is no page keeps it too, so that ``site.js`` can tell it from one.
    """

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-DNS-Prefetch-Control"] = "off"
        response.headers["Permissions-Policy"] = ", ".join(f"{name}=()" for name in PERMISSIONS)
        in_admin = request.resolver_match and request.resolver_match.app_name == "admin"
        if not in_admin and response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return middleware
