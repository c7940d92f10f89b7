"""What the words of real tables mean, in three languages and more; and what must stay unknown."""

import pytest
from django.core.exceptions import ValidationError

from networks.imports.cells import CHOICES
from networks.imports.reader import Reader
from networks.imports.terms import Terms, UnknownTermError
from networks.models import Network, Project
from organisations.models import Organisation, Place
from orgdirectory.management.commands.load_directory import give_aliases

from ..world import make_place

KNOWN = {
    "seat": """
        Göteborg, Goteborg, Gothenburg, يوتوبوري = gothenburg
        Malmö, malmo, Malmö stad, Malmö kommun = malmo
        Uppsala, أوبسالا = uppsala | Stockholms län, Stockholm County = stockholm-county
        Skåne, Skåne län = skane
        Erbil, erbil, أربيل, اربيل, هەولێر, Hewlêr, Hewler, Arbil, مدينة أربيل = erbil
        محافظة أربيل, Erbil Governorate, Erbil Province, پارێزگای هەولێر = erbil-governorate
        Sulaymaniyah, السليمانية, سلێمانی, Silêmanî, Slemani, Suleimaniyah = sulaymaniyah
        Duhok, دهوك, Dohuk, دهۆک, Dihok = duhok | Mosul, الموصل, موصل, مووسڵ = mosul
        Basra, البصرة, Basrah, بصرة = basra | Nineveh, نينوى, Ninawa, Nineveh Province = nineveh
        Al-Hilla, الحلة, Hilla = hillah | Dhi-Qar, Thi Qar, ذي قار = dhi-qar
        Salahuddin, صلاح الدين = salah-al-din
        Tal Afar, Talafar, تلعفر, تل عفر = tal-afar | Shingal, سنجار, شنگال, قضاء سنجار = sinjar
        Tunisia, Tunisien, تونس = tn | Jordan, Jordanien, الأردن, الاردن = jo
        Iraq, العراق, عراق, عێراق, Îraq = iq | UK, Storbritannien, المملكة المتحدة = gb
        USA, الولايات المتحدة = us
        Turkey, Türkiye, تركيا, تورکیا = tr | Palestine, Palestina, فلسطين = ps | Kenya, كينيا = ke
        Kurdistan Region, إقليم كردستان, هەرێمی کوردستان = kurdistan-region
    """,
    "languages": """
        Sorani, soraniska, سۆرانی = ckb | Kurmanji, kurmancî, كرمانجي = kmr
        kurdiska, Kurdish, الكردية = ku
        Farsi, persiska, الفارسية, فارسی = fa | Dari, دری = prs | Somali, somaliska, الصومالية = so
        Spanish, spanska, الإسبانية = es | عربي, Arabic, arabiska = ar | Tigrinya, tigrinska, ትግርኛ = ti
        Amharic, amhariska = am | Assyrian, Suret, أشوري = aii
        teckenspråk, sign language, لغة الإشارة = swl
        Bengali, bangla = bn | Hindi = hi | Urdu, أردو = ur | Azeri = az | Turkmen, turkmeniska = tk
        Armenian, armeniska = hy | Romani = rom | French, franska = fr | Russian, ryska = ru
        ukrainska = uk
    """,
    "focus_areas": """
        våld mot kvinnor, violence against women, GBV, Gender-Based Violence = violence-against-women
        حقوق المرأة, women's rights, Women’s Rights, kvinnors rättigheter = gender-equality
        الحماية, حماية, Protection = shelter-and-protection
        تمكين المرأة, women's empowerment = women-in-public-life
        Child Protection, barnrätt, حقوق الطفل = childrens-rights | Education, التعليم = education
    """,
    "target_groups": "kvinnor, Women = adult-women | barn, children = children | youth = young-people",
    "needs": "legal aid, juridisk rådgivning = legal-help | skyddat boende, Safe house = shelter",
    "source": "tammuz-strategic-meeting, الاجتماع الاستراتيجي المشترك لمبادرة التضامن مع المجتمع المدني"
    " العراقي 2020-2023 = tammuz-strategic-meeting",
    "kind": """
        NGO, National NGO, N.G.O., CSO, ideell förening, förening = association
        منظمة, جمعية, الجمعية, منظمة غير حكومية = association
        INGO, International NGO, منظمة دولية, UN = international | stiftelse, Foundation, مؤسسة = foundation
        myndighet, Ministry, وزارة, دائرة, kommun = government | tidning, صحيفة = media
        kvinnojour, tjejjour, Shelter, مأوى, دار إيواء, women's shelter = shelter
        fackförbund, نقابة = trade-union
    """,
    "original_language": "svenska, Swedish, السويدية = sv | عربي, Arabic = ar | English, إنجليزي = en",
}
OF_OTHERS = [
    (Network, "kind", "شبكة", "network"),
    (Network, "kind", "nätverk", "network"),
    (Network, "kind", "تحالف", "coalition"),
    (Network, "kind", "federation", "umbrella"),
    (Network, "stage", "pågående", "ongoing"),
    (Project, "kind", "مؤتمر", "event"),
    (Project, "stage", "completed", "completed"),
]
UNKNOWN = {
    "seat": "Kurdistan, Tripoli, Qayyarah, القيارة, Region Skåne, Ghana, Erbyl, Kalma, X",
    "kind": "organisation, union, اتحاد, مركز, centre, شبكة, هيئة",
    "focus_areas": "Health, الصحة",
    "languages": "Klingon, syriska",
}
SEVERAL = {
    "seat": {"عمان": {"amman", "om"}},
    "languages": {"کوردی": {"ckb", "kmr", "ku"}},
}


def cases(table):
    for column, listed in table.items():
        for line in listed.replace("\n", "|").split("|"):
            words, _equals, meant = line.partition(" = ")
            for word in filter(None, map(str.strip, words.split(","))):
                yield column, word, meant.strip()


def key(value):
    return value.natural_key()[0] if hasattr(value, "natural_key") else value


@pytest.fixture(scope="class")
def reader(class_directory):
    return Reader(Organisation)


def find(reader, column, word):
    terms = reader.choices(column) if column in CHOICES else reader.terms(column)
    return key(terms.find(word))


@pytest.mark.django_db
class TestTheWordsOfTables:
    @pytest.mark.parametrize(("column", "word", "meant"), list(cases(KNOWN)))
    def test_a_word_is_known(self, reader, column, word, meant):
        assert find(reader, column, word) == meant

    @pytest.mark.parametrize(("column", "word", "_meant"), list(cases(UNKNOWN)))
    def test_a_word_stays_unknown(self, reader, column, word, _meant):
        with pytest.raises(UnknownTermError) as refused:
            find(reader, column, word)
        assert "Did you mean" not in " ".join(refused.value.messages)

    @pytest.mark.parametrize(
        ("column", "word", "codes"),
        [(column, word, codes) for column, words in SEVERAL.items() for word, codes in words.items()],
    )
    def test_a_word_that_may_mean_several_is_not_guessed(self, reader, column, word, codes):
        with pytest.raises(ValidationError) as refused:
            find(reader, column, word)
        assert not isinstance(refused.value, UnknownTermError)
        assert all(code in str(refused.value) for code in codes)

    @pytest.mark.parametrize(
        ("slip", "meant"),
        [
            ("Mosull", "Mosul"),
            ("Bashra", "Basra"),
            ("Niniveh", "Nineveh"),
            ("السليمانيه الكبرى", ""),
            ("Erbi", ""),
        ],
    )
    def test_only_a_slip_is_asked_back(self, reader, slip, meant):
        with pytest.raises(UnknownTermError) as refused:
            find(reader, "seat", slip)
        assert ("Did you mean" in str(refused.value)) == bool(meant)
        assert meant in str(refused.value)


@pytest.mark.parametrize(("model", "column", "word", "meant"), OF_OTHERS)
def test_choices_of_networks_and_projects_have_synonyms(model, column, word, meant):
    assert Reader(model).choices(column).find(word) == meant


@pytest.mark.django_db
def test_terms_that_nobody_called_otherwise_are_given_the_shipped_aliases():
    make_place("erbil"), make_place("basra", aliases="Mine")
    give_aliases()
    assert "هەولێر" in Place.objects.get(slug="erbil").aliases.split("\n")
    assert Place.objects.get(slug="basra").aliases == "Mine"


class TestTerms:
    def test_a_name_counts_before_an_alias(self):
        terms = Terms([(1, "ku", ["Kurdish"], []), (2, "ckb", ["Sorani"], ["Kurdish"])])
        assert terms.find("kurdish") == 1

    def test_an_alias_counts_before_a_likeness(self):
        terms = Terms([(1, "one", ["Talafar"], []), (2, "two", [], ["Tal Afar"])])
        assert (terms.find("talafar"), terms.find("tal afar")) == (1, 2)

    def test_a_slip_that_may_be_several_is_not_asked_back(self):
        terms = Terms([(1, "a", ["Kalmar"], []), (2, "b", ["Kalman"], [])])
        with pytest.raises(UnknownTermError) as refused:
            terms.find("Kalmas")
        assert "Did you mean" not in str(refused.value)
