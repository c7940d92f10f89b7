"""The catalogues hold every text of the code and the templates, each in all its forms."""

import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.translation import ngettext, override

from orgdirectory.management.commands.update_messages import faults_in, messages_in_use

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

{}
"""


def catalogue(entry):
    return read_po(CATALOGUE.format(entry).splitlines(), locale="sv")


def test_nothing_is_left_untranslated():
    call_command("update_messages", "--check")


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "a"\nmsgstr ""',
        '#, fuzzy\nmsgid "a"\nmsgstr "b"',
        'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] ""',
        '#, python-format\nmsgid "%(a)s"\nmsgstr "%(b)s"',
    ],
    ids=["empty", "fuzzy", "a form short", "another placeholder"],
)
def test_a_translation_that_is_not_whole_is_a_fault(entry):
    assert list(faults_in(catalogue(entry)))


def test_a_whole_translation_is_none():
    assert not list(faults_in(catalogue('msgid "a"\nmsgstr "b"')))


def test_a_text_that_the_catalogue_lacks_is_named(tmp_path, settings):
    (tmp_path / "locale/sv/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "locale/sv/LC_MESSAGES/django.po").write_text(CATALOGUE.format(""))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/x.html").write_text('{% load i18n %}{% translate "A new text" %}')
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="A new text"):
        call_command("update_messages", "--check")


def test_texts_of_templates_and_of_code_are_both_found():
    found = {message.id for message in messages_in_use()}
    assert {"Skip to the content", "ground for publishing"} <= found


def test_arabic_has_its_six_plural_forms():
    with override("ar"):
        words = [ngettext("%(number)s member", "%(number)s members", n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(words)) == 6


def test_there_is_a_catalogue_for_every_language_but_english():
    codes = {path.parts[-3] for path in settings.BASE_DIR.glob("locale/*/LC_MESSAGES/django.po")}
    assert codes == {code for code, _name in settings.LANGUAGES} - {"en"}


def texts_of(language):
    with (settings.BASE_DIR / f"locale/{language}/LC_MESSAGES/django.po").open("rb") as stream:
        for message in filter(lambda one: one.id, read_po(stream)):
            yield from message.string if message.pluralizable else [message.string]


def test_no_number_with_a_hyphen_or_a_space_runs_backwards_in_arabic():
    """Among Arabic letters 2019-02 shows as 02-2019, unless it is isolated or follows Latin letters."""
    bare = (re.sub("[\u2066-\u2068][^\u2069]*\u2069|<bdi.*?</bdi>", "", text) for text in texts_of("ar"))
    assert not [text for text in bare if re.search(r"(?<![\w-])(?<![A-Z] )\d+[- ]\d", text)]
