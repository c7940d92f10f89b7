"""Answer a visitor's GET from one server, and once more from the next if that one fails meanwhile."""

from django.conf import settings
from django.db import DataError, Error, IntegrityError
from django.db.backends.signals import connection_created
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from .servers import configured_servers

CANCELED = "57014"  # a statement that took too long would take as long on the next server


class ReadFromReplicas:
    """The last middleware, next to the view: what it repeats is the view, its template and its errors."""

    def __init__(self, get_response, servers=None):
        self.get_response = get_response
        self.servers = servers or configured_servers()
        connection_created.connect(self.servers.guard)

    def __call__(self, request):
        if not is_visit(request):
            return self.get_response(request)
        order = self.servers.in_order(own_writes=reads_own_writes(request))
        for server in order[:-1]:
            request.may_be_repeated = True
            response = self.answer(request, server)
            if not isinstance(response, Failure):
                return response
        request.may_be_repeated = False
        return self.answer(request, order[-1])

    def answer(self, request, server):
        """Return the answer; a Failure if the server was lost, even if a page came of it."""
        with server.as_default() as connection:
            response = self.get_response(request)
            if connection.errors_occurred and not connection.is_usable():
                connection.close()
                server.doubt()
                return Failure() if request.may_be_repeated else response
        return response

    def process_exception(self, request, exception):
        if getattr(request, "may_be_repeated", False) and is_of_the_server(exception):
            return Failure()
        return None


class Failure(HttpResponse):
    """Stands for an answer that the next server is asked for; no visitor gets it."""

    status_code = 503


def is_visit(request):
    """Tell whether somebody only reads, and is not signed in."""
    return request.method in {"GET", "HEAD"} and settings.SESSION_COOKIE_NAME not in request.COOKIES


def reads_own_writes(request):
    try:
        return hasattr(resolve(request.path_info).func, "reads_own_writes")
    except Resolver404:
        return False


def is_of_the_server(exception):
    """Tell whether another server may do better."""
    if isinstance(exception, (DataError, IntegrityError)) or not isinstance(exception, Error):
        return False
    return getattr(exception.__cause__, "sqlstate", None) != CANCELED
