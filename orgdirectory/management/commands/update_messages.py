import ast
import re

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils.translation.template import templatize

CODE = ("organisations", "networks", "orgdirectory")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL_IN_TEMPLATE = re.compile(rf"\b(n?p?gettext|_)\(({STRING}(?:,\s*{STRING})*)")


class Command(BaseCommand):
    """Does what Django's makemessages does, without the gettext programs.

    Babel reads the code; what ``templatize`` makes of a template is read here.
    """

    help = "Bring the catalogues in locale/ up to date with the code and the templates."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Change nothing; fail if anything is amiss.")

    def handle(self, *, check, **options):
        template = messages_in_use()
        faults = []
        for path in sorted(settings.BASE_DIR.glob("locale/*/LC_MESSAGES/django.po")):
            with path.open("rb") as stream:
                catalogue = read_po(stream, domain="django")
            before = set(catalogue_keys(catalogue))
            template.creation_date = catalogue.creation_date  # a date that changes would hide what did
            catalogue.update(template, no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            name = path.relative_to(settings.BASE_DIR)
            if check:
                changed = before ^ set(catalogue_keys(catalogue))
                faults += [f"{name}: {key} is not in both code and catalogue" for key in sorted(changed)]
                faults += [f"{name}: {fault}" for fault in faults_in(catalogue)]
            else:
                with path.open("wb") as stream:
                    write_po(stream, catalogue, sort_by_file=True, include_lineno=False, width=100)
                self.stdout.write(f"{name}: {len(list(faults_in(catalogue)))} to translate")
        if faults:
            raise CommandError("\n".join(faults))


def catalogue_keys(catalogue):
    return (repr((message.context, message.id)) for message in catalogue if message.id)


def faults_in(catalogue):
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if message.pluralizable else [message.string]
        if message.fuzzy:
            yield f"{message.id!r} is fuzzy"
        if len(strings) != (catalogue.num_plurals if message.pluralizable else 1) or not all(strings):
            yield f"{message.id!r} is not translated in every form"
        for error in message.check(catalogue):
            yield f"{message.id!r}: {error}"


def messages_in_use():
    template = Catalog(domain="django")
    for folder in CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            with path.open("rb") as stream:
                for _line, message, _comments, context in extract("python", stream, KEYWORDS):
                    template.add(message, locations=[place(path)], context=context)
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        code = templatize(path.read_text("utf-8"), origin=str(path))
        for call, arguments in CALL_IN_TEMPLATE.findall(code):
            texts = [ast.literal_eval(text) for text in re.findall(STRING, arguments)]
            context = texts.pop(0) if "p" in call else None
            message = texts[0] if len(texts) == 1 else tuple(texts)
            template.add(message, locations=[place(path)], context=context)
    return template


def place(path):
    return path.relative_to(settings.BASE_DIR).as_posix(), 0
