"""Pages leave without the indentation of their templates, and with every space that somebody wrote."""

import pytest

from orgdirectory.middleware import without_indentation

from ..world import make_organisation


@pytest.mark.parametrize(
    ("html", "sent"),
    [
        (b"<ul>\n    <li>a</li>\n\n  </ul>", b"<ul>\n<li>a</li>\n</ul>"),
        (b"<p>one two  three</p>", b"<p>one two  three</p>"),
        (b"<textarea>\n  my words</textarea>", b"<textarea>\n  my words</textarea>"),
    ],
)
def test_only_what_begins_a_line_is_left_out(html, sent):
    assert without_indentation(html) == sent


@pytest.mark.django_db
def test_a_page_has_no_indented_line(client):
    assert b"\n " not in client.get("/en/about/").content


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["identity", "br", "gzip"])
def test_a_page_is_as_long_as_it_says(client, encoding):
    response = client.get("/en/about/", headers={"accept-encoding": encoding})
    assert int(response.headers["Content-Length"]) == len(response.content)


@pytest.mark.django_db
def test_a_file_keeps_its_indentation(client):
    url = make_organisation().get_absolute_url()
    assert "\n  title" in client.get(f"{url}cite.bib").text
