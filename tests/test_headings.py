"""What the headings of tables that nobody here made are taken for; no guess is better than a wrong one."""

import pytest

from networks.imports import Headings
from networks.models import Network, Project
from organisations.models import Organisation

pytestmark = pytest.mark.django_db

ARABIC, LATIN, SWEDISH = (
    ["جمعية الأمل للمرأة", "رابطة نساء البصرة"],
    ["Women for Peace"],
    ["Kvinnojouren i Umeå"],
)
PHONES, MAILS, PAGES = ["0770 123 4567"], ["info@example.org"], ["www.example.org"]
PLACES = ["بغداد", "Umeå", "Erbil"]
YEARS = ["1994", "2011-04-01"]

NAMES = {
    "Namn": ("name_sv", SWEDISH),
    "Organisation": ("name_sv", SWEDISH),
    "ORGANISATIONENS NAMN": ("name_sv", LATIN),
    "Föreningens namn": ("name_sv", LATIN),
    "Jour": ("name_sv", SWEDISH),
    "Namn (obligatoriskt)": ("name_sv", LATIN),
    "Name": ("name_en", LATIN),
    "name ": ("name_ar", ARABIC),
    "Namn på arabiska": ("name_ar", ARABIC),
    "Organization": ("name_en", LATIN),
    "OrganizationName": ("name_en", LATIN),
    "Name of the organization": ("name_en", LATIN),
    "NGO name": ("name_en", LATIN),
    "Agency": ("name_en", LATIN),
    "Name (English)": ("name_en", LATIN),
    "English name": ("name_en", SWEDISH),
    "arabic_name": ("name_ar", ARABIC),
    "latin_name": ("name_en", LATIN),
    "Nom": ("name_en", LATIN),
    "الاسم": ("name_ar", ARABIC),
    "اسم": ("name_ar", ARABIC),
    "اسم المنظمة": ("name_ar", ARABIC),
    "إسم المنظمه": ("name_ar", ARABIC),
    "اسم الجمعية": ("name_ar", ARABIC),
    "المنظمات": ("name_ar", ARABIC),
    "الجهة": ("name_ar", ARABIC),
    "الاِسْم": ("name_ar", ARABIC),
    "الاســم": ("name_ar", ARABIC),
    "الاسم باللغة العربية": ("name_ar", ARABIC),
    "الاسم بالإنجليزية": ("name_en", LATIN),
    "الاسم بالانكليزي": ("name_en", LATIN),
    "الاسم / Name": ("name_ar", ARABIC),
    "Name / الاسم": ("name_en", LATIN),
}
COLUMNS = {
    "phone": (
        "Telefon; Telefonnummer; Tel; Tel.; TEL:; Tfn; Telefon 1; Mobil; Mobilnummer; Telefon/Mobil; "
        "Telefon (jour); Phone; "
        "Phone number; Phone No.; Telephone; Mobile; Contact number; Téléphone; هاتف; الهاتف; "
        "رقم الهاتف; رقم هاتف; "
        "أرقام الهواتف; الهواتف; التلفون; الموبايل; رقم الموبايل; الجوال; رقم الهاتف 2; هاتف (رئيسي); "
        "phone_number",
        PHONES,
    ),
    "email": (
        "E-post; Epost; e-postadress; Mejl; Mail; E-mail; Email; Email address; E-post:; البريد الإلكتروني; "
        "البريد الالكتروني; بريد إلكتروني; الايميل; الإيميل; Courriel",
        MAILS,
    ),
    "website": (
        "Hemsida; Webbplats; Webb; Webbsida; Website; Web site; Homepage; URL; url; الموقع الإلكتروني; "
        "الموقع الالكتروني; "
        "موقع إلكتروني; الموقع; رابط; الرابط; Länk; Link; Facebook",
        PAGES,
    ),
    "seat": (
        "Ort; Stad; Postort; Hemort; Kommun; Län; City; Town; Country; Governorate; الموقع; المدينة; "
        "مدينة; المحافظة; "
        "محافظة; المقر; الدولة; البلد; Land; Plats; Location; ville",
        PLACES,
    ),
    "founding_date": (
        "Grundad; Grundat; Bildad; Startår; Founded; Year founded; Established; Date of establishment; "
        "year_incorporated; date_incorporated; founding_date; date_of_creation; سنة التأسيس; تاريخ التأسيس; "
        "سنة التاسيس; التأسيس; تأسست; År; Year; السنة",
        YEARS,
    ),
    "address": (
        "Adress; Postadress; Besöksadress; Address; Postal address; address_1; العنوان; عنوان; عنوان المقر",
        ["Storgatan 1, Umeå", "شارع الرشيد، بغداد"],
    ),
    "identifier": ("Org.nr; Org nr; Orgnr; Organisationsnummer; Org.-nr", ["802400-1235"]),
    "kind": (
        "Typ av organisation; Organisationstyp; Type; Type of organization; organization_type; "
        "classification; "
        "نوع المنظمة; النوع; نوع الجهة; التصنيف",
        ["National NGO", "منظمة"],
    ),
    "focus_areas": (
        "Sector; Sectors; Sektor; Verksamhetsområde; Areas of work; Focus area; مجال العمل; "
        "مجالات العمل; القطاع",
        ["Health", "الصحة"],
    ),
    "target_groups": (
        "Målgrupp; Målgrupper; target_group; Target groups; الفئة المستهدفة; الفئات المستهدفة",
        ["Women"],
    ),
    "languages": ("Språk; Languages; languages; Spoken languages; اللغات; لغات", ["Arabic, Swedish"]),
    "other_names": ("alternate_name; other_names; Andra namn; أسماء أخرى", ["OWFI"]),
    "whatsapp": ("WhatsApp; WhatsApp number; واتساب; الواتساب; رقم الواتس اب", PHONES),
    "summary_ar": ("نبذة; نبذة عن المنظمة; الملخص; Summary", ["نبذة قصيرة عن العمل"]),
    "description_ar": ("الوصف; وصف; Description; About", ["نص طويل عن العمل"]),
    "description_sv": ("Beskrivning; Om organisationen", ["Vi är öppna för alla"]),
    "summary_en": ("short_desc; Summary; Abstract; Short description", ["We help."]),
}
LEFT_OUT = {
    "Kontaktperson": ["Anna Andersson"],
    "Contact person": ["Anna Andersson"],
    "Contact name": ["Anna Andersson"],
    "Kontaktpersonens e-post": ["anna@example.org", "eva@example.org"],
    "Kontaktperson telefon": PHONES * 2,
    "admin_emails": ["anna@example.org", "eva@example.org"],
    "Telefon (kontaktperson)": PHONES,
    "Ordförande": ["Anna Andersson"],
    "president": ["عمار ثلجان"],
    "Director": ["Anna Andersson"],
    "Focal point": ["Anna Andersson"],
    "مسؤول الاتصال": ["ليلى حسن"],
    "اسم المدير": ["ليلى حسن"],
    "رئيسة الجمعية": ["ليلى حسن"],
    "الشخص المسؤول": ["ليلى حسن"],
    "ملاحظات": ["نص"],
    "الملاحظات": ["نص"],
    "Anteckningar": ["text"],
    "Övrigt": ["text"],
    "Notes": ["text"],
    "Comments": ["www.example.org", "www.example.com"],
    "#": ["1", "2"],
    "Nr": ["1", "2"],
    "No.": ["1", "2"],
    "م": ["1", "2"],
    "ت": ["1", "2"],
    "id": ["1", "2"],
    "ngo_id": ["2", "3"],
    "_id": ["5c84b3ea4585c9ea024f294a"],
    "الرقم": ["1", "2"],
    "Fax": PHONES * 2,
    "Tel/Fax": PHONES,
    "فاكس": PHONES * 2,
    "Postnummer": ["903 25"],
    "postal_code": ["90325"],
    "tax_id": ["123456789"],
    "Bankgiro": ["5050-1055"],
    "latitude": ["59.3"],
    "logo": ["https://example.org/a.png", "https://example.org/b.png"],
    "Uppdaterad": ["2024-01-01"],
    "createdAt": ["2019-03-10T06:51:22.535Z"],
    "pcode": ["iq11071"],
    "Totalt": ["5"],
    "Budget": ["50000"],
    "legal_status": ["Nonprofit"],
    "parent_organization_id": ["7"],
    "Ansvarig": ["Anna"],
    "Personnummer": ["19800101-1234"],
    "الجنس": ["أنثى"],
    "Projektnamn": ["Nya vägar"],
    "": ["info@example.org", "post@example.org"],
    "Blad": ["Anna", "Eva"],
    # Cells that cannot be what the heading says.
    "Telefon": ["se hemsidan"],
    "E-post": ["ja", "nej"],
    "Website": ["yes", "no"],
    "Namn": ["12", "13"],
    "Name": ["info@example.org"],
    "Ort": ["www.example.org"],
    "Founded": ["long ago"],
    "Text": ["En lång text om en jour."],
    "Källa": ["Egen kunskap"],
    # Half Arabic and half Latin: neither.
    "Organization name": ["جمعية الأمل", "Women for Peace"],
}


@pytest.fixture
def headings():
    return Headings(Organisation)


def guess(headings, heading, cells):
    return headings.guesses([heading], [cells])[0]


@pytest.mark.parametrize(("heading", "expected"), NAMES.items())
def test_a_name_is_in_the_language_of_its_cells(headings, heading, expected):
    code, cells = expected
    assert guess(headings, heading, cells) == code


@pytest.mark.parametrize(
    ("heading", "code", "cells"),
    [(one.strip(), code, cells) for code, (all_, cells) in COLUMNS.items() for one in all_.split(";")],
)
def test_words_that_people_use_are_known(headings, heading, code, cells):
    assert guess(headings, heading, cells) == code


@pytest.mark.parametrize(("heading", "cells"), LEFT_OUT.items())
def test_what_is_something_else_is_left_out(headings, heading, cells):
    assert guess(headings, heading, cells) == ""


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["info@example.org", "post@example.com"], "email"),
        (["https://example.org", "www.example.com"], "website"),
        (["+964 770 123 4567", "0770 123 4568"], "phone"),
        (["anna.svensson@example.org", "eva.ek@example.org"], ""),
        (["info@example.org", "www.example.org"], ""),
        (["802400-1235", "802400-1236"], ""),
        (["1994", "1995"], ""),
        (ARABIC, ""),
        ([], ""),
    ],
)
@pytest.mark.parametrize("heading", ["Kolumn", "Kontakt", "Netfang"])
def test_an_unknown_heading_is_what_all_its_cells_look_like(headings, heading, cells, code):
    assert guess(headings, heading, cells) == code


TABLES = {
    "aihr": (
        {
            "ngo_id": "2",
            "date_added": "2014-11-06",
            "latin_name": "Association Nour",
            "arabic_name": "جمعية نور",
            "country": "تونس",
            "address": "دار الشعب",
            "governorate": "الكاف",
            "phone": "+216 20000001, +216 20000002",
            "email": "a@example.fr",
            "date_of_creation": "0000-00-00",
            "type_of_organization": "ثقافية",
            "target_group": "النساء",
            "president": "عمار ثلجان",
            "director": "ليلى",
            "secretary_general": "ليلى",
            "treasurer": "ليلى",
            "missions_and_goals": "نشر",
            "impact_of_ong": "جهوي",
            "activities": "ندوة",
            "other": "نص",
            "publications": "نشرية",
            "website": "www.example.org",
        },
        {
            "latin_name": "name_en",
            "arabic_name": "name_ar",
            "address": "address",
            "governorate": "seat",
            "phone": "phone",
            "email": "email",
            "date_of_creation": "founding_date",
            "type_of_organization": "kind",
            "target_group": "target_groups",
            "website": "website",
        },
    ),
    "immap": (
        {
            "_id": "5c84b3ea",
            "admin0pcode": "AF",
            "createdAt": "2019-03-10T06:51:22.535Z",
            "organization": "DoPH",
            "organization_name": "Department of Public Health",
            "organization_type": "Government",
            "updatedAt": "2022-01-10T09:33:16.238Z",
        },
        {"organization_name": "name_en", "organization_type": "kind"},
    ),
    "hsds 3": (
        {
            "id": "d9d5",
            "name": "Example Org",
            "alternate_name": "EO",
            "description": "Helps.",
            "email": "a@b.example",
            "website": "http://example.com",
            "tax_status": "501",
            "tax_id": "123",
            "year_incorporated": "2021",
            "legal_status": "Nonprofit",
            "logo": "http://example.com/l.png",
            "uri": "http://example.com/id/1",
            "parent_organization_id": "cd09",
        },
        {
            "name": "name_en",
            "alternate_name": "other_names",
            "description": "description_en",
            "email": "email",
            "website": "website",
            "year_incorporated": "founding_date",
        },
    ),
    "hsds 1.1": (
        {
            "id": "1",
            "name": "Example Org",
            "alternate_name": "",
            "description": "Helps.",
            "email": "a@b.example",
            "url": "http://example.com",
            "tax_status": "",
            "tax_id": "",
            "year_incorporated": "",
            "legal_status": "",
        },
        {
            "name": "name_en",
            "alternate_name": "other_names",
            "description": "description_en",
            "email": "email",
            "url": "website",
            "year_incorporated": "founding_date",
        },
    ),
    "ohana organisations": (
        {
            "id": "1",
            "accreditations": "",
            "alternate_name": "",
            "date_incorporated": "January 2, 1970",
            "description": "Helps.",
            "email": "",
            "funding_sources": "Fees",
            "legal_status": "",
            "licenses": "",
            "name": "Peninsula Family Service",
            "tax_id": "",
            "tax_status": "",
            "website": "http://example.org",
        },
        {
            "alternate_name": "other_names",
            "date_incorporated": "founding_date",
            "description": "description_en",
            "email": "email",
            "name": "name_en",
            "website": "website",
        },
    ),
    "ohana locations": (
        {
            "id": "1",
            "organization_id": "1",
            "accessibility": "ramp",
            "admin_emails": "anna@b.example",
            "alternate_name": "",
            "description": "Helps.",
            "email": "a@b.example",
            "languages": "Hindi, Spanish",
            "latitude": "37.5",
            "longitude": "-122.2",
            "name": "Fair Oaks",
            "short_desc": "Short.",
            "transportation": "bus",
            "website": "http://example.org",
            "virtual": "false",
        },
        {
            "alternate_name": "other_names",
            "description": "description_en",
            "email": "email",
            "languages": "languages",
            "name": "name_en",
            "short_desc": "summary_en",
            "website": "website",
        },
    ),
    "clusters": (
        {
            "category": "WASH",
            "gov": "Erbil",
            "district": "Shaqlawa",
            "pcode": "iq11071",
            "agency": "NRC",
            "activity": "Kits",
        },
        {"agency": "name_en", "district": "seat"},
    ),
    "partners": (
        {
            "Sector": "Protection",
            "Partner": "Danish Refugee Council",
            "Area": "Djibouti",
            "RegionCODE": "2",
            "Total": "5",
        },
        {"Sector": "focus_areas", "Partner": "name_en", "Area": "seat"},
    ),
    "popolo": (
        {
            "id": "a",
            "name": "Women for Peace",
            "other_names": "WFP",
            "identifiers": "SE-ON 1",
            "classification": "NGO",
            "parent_id": "b",
            "founding_date": "1994",
            "dissolution_date": "",
            "image": "http://x.example/a.png",
            "abstract": "Short.",
            "description": "Long.",
            "sort_name": "Peace",
        },
        {
            "name": "name_en",
            "other_names": "other_names",
            "identifiers": "identifier",
            "classification": "kind",
            "founding_date": "founding_date",
            "dissolution_date": "dissolution_date",
            "abstract": "summary_en",
            "description": "description_en",
        },
    ),
    "a list of people": (
        {"Namn": "Anna Ek", "Befattning": "ordförande", "Telefon": "0770 123 4567"},
        {"Telefon": "phone"},
    ),
    "people and where they work": (
        {
            "Namn": "Anna Ek",
            "Titel": "samordnare",
            "Organisation": "Kvinnojouren i Umeå",
            "E-post": "a@b.example",
        },
        {"Organisation": "name_sv", "E-post": "email"},
    ),
    "telephones": (
        {"Namn": "Jouren i Umeå", "Telefon 1": "090-12 34 56", "Telefon 2": "090-12 34 57", "Mobil": ""},
        {"Namn": "name_sv", "Telefon 1": "phone", "Telefon 2": "phone", "Mobil": "phone"},
    ),
    "two towns": (
        {"Ort": "Umeå", "Stad": "Gävle", "Namn": "Jouren i Umeå"},
        {"Ort": "seat", "Namn": "name_sv"},
    ),
    "both languages": (
        {"Namn": "Kvinnojouren i Umeå", "Name": "Shelter", "الاسم": "بيت النساء"},
        {"Namn": "name_sv", "Name": "name_en", "الاسم": "name_ar"},
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_others(headings, name):
    table, expected = TABLES[name]
    codes = headings.guesses(list(table), [[text] if text else [] for text in table.values()])
    assert {heading: code for heading, code in zip(table, codes, strict=True) if code} == expected


@pytest.mark.parametrize(
    ("model", "heading", "cells", "code"),
    [
        (Network, "Nätverk", ["Nätverket för Umeå"], "name_sv"),
        (Network, "اسم الشبكة", ["شبكة النساء"], "name_ar"),
        (Network, "Organisation", ["Kvinnojouren i Umeå"], ""),
        (Project, "Projekt", ["Nya vägar för Umeå"], "name_sv"),
        (Project, "Projektnamn", ["Nya vägar"], "name_sv"),
        (Project, "اسم المشروع", ["مشروع الأمل"], "name_ar"),
        (Project, "Organisation", ["Kvinnojouren i Umeå"], ""),
        (Project, "Ort", ["Umeå"], "places"),
        (Project, "Startdatum", ["2019"], "start_date"),
        (Project, "تاريخ الانتهاء", ["2019"], "end_date"),
        (Project, "Founded", ["2019"], ""),
        (Project, "Org.nr", ["802400-1235"], ""),
    ],
)
def test_each_kind_of_record_has_its_own_words(model, heading, cells, code):
    assert guess(Headings(model), heading, cells) == code


@pytest.mark.parametrize("model", [Organisation, Network, Project])
def test_headings_of_tables_made_here_are_what_they_say(model):
    headings = Headings(model)
    assert headings.guesses(list(headings.own), [[] for _one in headings.own])[0] in headings.codes
    assert all(headings.own_code(one) == code for one, code in headings.own.items())


def test_a_strange_heading_costs_nothing(headings):
    assert guess(headings, "ا" * 20_000 + "/" * 5_000, ["a"]) == ""
