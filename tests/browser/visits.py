"""Ways through the site, each of which ends on a page of it, and what must be true once it is left."""

NEUTRAL = "/-/"


def links_and_search(tab, site):
    tab.visit(f"{site}/sv/")
    tab.follow("main a[href^='/sv/help/']")
    tab.follow(".help-now a[href^='/sv/'], main a[href^='/sv/organisations/'], main .cards a")
    tab.run("document.querySelector('input[name=q]').value = 'kvinnojour'")
    tab.follow("[role=search] button")


def typed_addresses(tab, site):
    for path in ("/sv/search/?q=kvinnojour", "/ar/organisations/kvinnors-natverk/", "/sv/safety/"):
        tab.visit(f"{site}{path}")


def reloads(tab, site):
    for path in ("/sv/search/?q=kvinnojour", "/sv/about/"):
        tab.visit(f"{site}{path}")
        tab.arrive(tab.reload)


def a_posted_form(tab, site):
    tab.visit(f"{site}/sv/report/")
    tab.run("document.querySelector('main textarea').value = 'Hon bor inte kvar'")
    tab.follow("main form button[type=submit]")
    tab.follow(".bar .safe")


def back_and_forward(tab, site):
    typed_addresses(tab, site)
    tab.go_back()
    tab.go_back()
    tab.go_forward()
    tab.follow(".bar .safe")
    tab.go_back()


def places_within_a_page(tab, site):
    tab.visit(f"{site}/sv/organisations/kvinnors-natverk/")
    tab.click("a[href='#cite']")
    tab.wait("location.hash === '#cite'")
    tab.run("document.querySelector(\"a[href='#ref-1']\").click()")
    tab.wait("location.hash === '#ref-1'")
    tab.go_back()
    tab.follow(".bar .safe")


VISITS = [links_and_search, typed_addresses, reloads, a_posted_form, back_and_forward, places_within_a_page]


def betrayed(tab, site):
    """Return the entries of the tab by which somebody learns more than that this site was there."""
    return [entry for entry in tab.entries() if entry.url.startswith(site) and not is_neutral(entry, site)]


def is_neutral(entry, site):
    return entry.url == f"{site}{NEUTRAL}" and entry.title.strip("\u200b") in ("", entry.url)
