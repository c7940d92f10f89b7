"""Slugs from names in any script: «جمعية المثال للمرأة» is jamiyat-al-mithal-lil-mara.

Arabic writes no short vowels. The words that names of organisations are made of are
spelled as people spell them (``WORDS``); in all others an "a" stands wherever no Latin
reader could do without. That is no scholarly transliteration: an address is read
aloud and typed. Where a script has no table, Unicode's own names of its letters serve.
"""

import re
import unicodedata
from functools import lru_cache

from django.conf import settings
from django.utils.text import slugify

from .models.former_slugs import FormerSlug
from .text import digits

LONGEST = 70

LATIN = str.maketrans(
    dict(zip("ıøæœßđðłþəŋħØÆŒĐÐŁÞƏ", "i o ae oe ss d d l th a n h O AE OE D D L TH A".split(), strict=True))
)


def _table(text):
    """Return {letter or word: Latin letters} of pairs in a text; "-" stands for nothing."""
    parts = text.split()
    return {letter: latin.strip("-") for letter, latin in zip(parts[::2], parts[1::2], strict=True)}


LETTERS = _table(
    """
    а a  б b  в v  г g  д d  е e  ё yo  ж zh  з z  и i  й y  к k  л l  м m  н n  о o  п p  р r  с s
    т t  у u  ф f  х kh  ц ts  ч ch  ш sh  щ shch  ъ -  ы y  ь -  э e  ю yu  я ya  є ye  і i  ї yi  ґ g
    ў u  ә a  ғ gh  қ q  ң n  ө o  ү u  ұ u  һ h
    α a  β v  γ g  δ d  ε e  ζ z  η i  θ th  ι i  κ k  λ l  μ m  ν n  ξ x  ο o  π p  ρ r  σ s  ς s  τ t
    υ y  φ f  χ ch  ψ ps  ω o
    ա a  բ b  գ g  դ d  ե e  զ z  է e  ը e  թ t  ժ zh  ի i  լ l  խ kh  ծ ts  կ k  հ h  ձ dz  ղ gh  ճ ch
    մ m  յ y  ն n  շ sh  ո o  չ ch  պ p  ջ j  ռ r  ս s  վ v  տ t  ր r  ց ts  ւ v  փ p  ք k  և ev  օ o
    ֆ f
    א a  ב b  ג g  ד d  ה h  ו v  ז z  ח h  ט t  י y  כ k  ך k  ל l  מ m  ם m  נ n  ן n  ס s  ע a  פ p
    ף p  צ ts  ץ ts  ק k  ר r  ש sh  ת t
    ܐ a  ܒ b  ܓ g  ܕ d  ܗ h  ܘ o  ܙ z  ܚ h  ܛ t  ܝ y  ܟ k  ܠ l  ܡ m  ܢ n  ܣ s  ܥ -  ܦ p  ܨ s  ܩ q  ܪ r
    ܫ sh  ܬ t
    """
)
CONSONANTS = _table(
    """
    ب b  ت t  ث th  ج j  ح h  خ kh  د d  ذ dh  ر r  ز z  س s  ش sh  ص s  ض d  ط t  ظ z  ع -  غ gh  ف f
    ق q  ك k  ل l  م m  ن n  ه h  ء -  پ p  چ ch  ژ zh  ڤ v  گ g  ک k  ڵ l  ڕ r  ھ h  ہ h  ٹ t  ڈ d
    ڑ r  ں n  ټ t  ډ d  ړ r  ږ g  ښ sh  ڼ n  ځ dz  څ ts  ګ g
    """
)
VOWELS = _table("ا a أ a إ i آ a ٱ a ى a ة a ئ i ؤ u ە e ێ e ۆ o ې e ۀ e ے e")
SEMIVOWELS = {"و": ("w", "u"), "ي": ("y", "i"), "ی": ("y", "i"), "ۇ": ("w", "u")}
WRITES_VOWELS = re.compile("[ەێۆڕڵ]")  # Kurdish

# The words of names, without the article and «لل»; a last "a" is "at" before another's article.
WORDS = _table(
    """
    جمعية jamiya منظمة munazzama مؤسسة muassasa مركز markaz شبكة shabaka رابطة rabita اتحاد ittihad
    تحالف tahaluf هيئة haya لجنة lajna منتدى muntada معهد mahad مجلس majlis دار dar بيت bayt وزارة wizara
    دائرة daira مديرية mudiriya نقابة niqaba حركة haraka حزب hizb مبادرة mubadara مشروع mashru برنامج barnamaj
    فريق fariq مجموعة majmua جمعيات jamiyat منظمات munazzamat مكتب maktab قسم qism صندوق sunduq حملة hamla
    مؤتمر mutamar ائتلاف itilaf
    عراقي iraqi عراقيات iraqiyat عمل amal شؤون shuun اجتماعية ijtimaiya اجتماعي ijtimai شرطة shurta
    بلا bila حدود hudud إعلامية ilamiya ديمقراطية dimuqratiya قانونية qanuniya نفسية nafsiya طبية tibbiya
    محافظة muhafaza مدينة madina دولة dawla دولية duwaliya دولي duwali أمن amn أمان aman
    استشارية istishariya استشارات istisharat قيادة qiyada مناصرة munasara مواجهة muwajaha
    عنف unf ناجيات najiyat معنفات muannafat نازحات nazihat أرامل aramil ريفية rifiya
    تأهيل tahil رعاية riaya إغاثة ighatha تطوير tatwir نشر nashr تدريب tadrib إرشاد irshad توعية tawiya
    مرأة mara امرأة imraa إمرأة imraa نساء nisa نسوية niswiya نسائية nisaiya نسوي niswi نسائي nisai
    فتيات fatayat بنات banat
    أم umm أمهات ummahat طفل tifl طفولة tufula أطفال atfal أسرة usra شباب shabab مجتمع mujtama إنسان insan
    إنسانية insaniya
    انسان insan حقوق huquq حق haqq حرية hurriya سلام salam عدالة adala تنمية tanmiya تمكين tamkin
    حماية himaya دعم dam مساعدة musaada صحة sihha تعليم talim ثقافة thaqafa ثقافية thaqafiya إعلام ilam
    مدني madani مدنية madaniya خيرية khayriya وطنية wataniya عربية arabiya عراقية iraqiya كردية kurdiya
    سورية suriya سويدية suwaydiya عراق iraq كردستان kurdistan سوريا suriya لبنان lubnan سويد suwayd
    مصر misr أردن urdun تونس tunis مغرب maghrib جزائر jazair فلسطين filastin يمن yaman سودان sudan
    ليبيا libya
    بغداد baghdad بصرة basra موصل mawsil أربيل arbil نجف najaf كربلاء karbala كركوك kirkuk أنبار anbar
    سليمانية sulaymaniya دهوك duhok نينوى ninawa
    ديالى diyala بابل babil واسط wasit حلبجة halabja
    نور nur أمل amal حياة hayat مستقبل mustaqbal غد ghad مثال mithal نهضة nahda رحمة rahma محبة mahabba
    محمد muhammad أحمد ahmad علي ali حسن hasan حسين husayn فاطمة fatima زينب zaynab مريم maryam عمر umar
    عبد abd الله allah
    في fi من min مع maa على ala إلى ila عن an ضد didd أجل ajl بين bayn و wa
    """
)


def slug_of(names):
    """Return the slug of names, {language: name}: of one in Latin letters if there is one; "" of nothing."""
    ordered = [names.get(language) for language in (*settings.FALLBACK_LANGUAGES, *names)]
    given = [name for name in ordered if name and slug_of_text(name)]
    name = next(filter(is_latin, given), given[0] if given else "")
    return slug_of_text(name)


def free_slug(model, slug, taken=()):
    """Return a slug with the first number that makes it one that no row has or had; nor is it ``taken``."""
    stem = slug[: LONGEST - 6].strip("-")
    found = model._base_manager.filter(slug__startswith=stem).values_list("slug", flat=True)
    used, candidate, number = {*found, *taken}, slug, 1
    while candidate in used or FormerSlug.objects.at(model, candidate):
        number += 1
        candidate = f"{stem}-{number}"
    return candidate


def slug_of_text(text):
    slugs = (slugify(way(text))[:LONGEST].strip("-_") for way in (latin, _letter_by_letter))
    return next(filter(None, slugs), "")


def is_latin(text):
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in text if letter.isalpha())


@lru_cache(maxsize=2_000)
def latin(text):
    """Return a text in Latin letters, word for word."""
    text = _bare(unicodedata.normalize("NFKC", digits(text)).translate(LATIN))
    return re.sub(r"\w+", lambda run: _word(run[0], text[run.end() :].lstrip()), text)


def _bare(text):
    """Return a text without Arabic marks of vowels, signs without a shape, and the stroke between letters."""
    return "".join(c for c in text if c != "ـ" and unicodedata.category(c) not in ("Mn", "Cf"))


def _word(word, following):
    if is_latin(word):
        return word
    runs = re.split("([\u0620-\u06ef\u06fa-\u06ff]+)", word)  # it may hold letters of two scripts
    spelled = (_arabic(run, following) if odd % 2 else _other(run) for odd, run in enumerate(runs))
    return "-".join(filter(None, spelled))


def _other(run):
    return "".join(LETTERS.get(letter, LETTERS.get(_base(letter), _named(letter))) for letter in run.lower())


def _base(letter):
    return unicodedata.normalize("NFD", letter)[0]


def _named(letter):
    """Return a letter as Unicode names it: ቤ is ETHIOPIC SYLLABLE BEE, 女 is CJK UNIFIED IDEOGRAPH-5973."""
    if is_latin(letter) or not letter.isalnum():
        return letter
    return re.split(r"[\W_]+", unicodedata.name(letter, f"{ord(letter):x}"))[-1].lower()


def _letter_by_letter(text):
    """Return what letters are called that have no sound in Latin ones: a name may be one of them."""
    return "-".join(_named(letter) for letter in text if letter.isalpha())


def _arabic(word, following):
    """Return a word in Arabic letters: what is written together with it stands apart, by hyphens."""
    if known := WORDS.get(word):
        return _bound(word, known, following)
    for before, apart in (("و", "wa"), ("لل", "lil"), ("ال", "al"), ("بال", "bil"), ("ل", "li")):
        rest = word.removeprefix(before)
        joined = len(before) > 1 or rest.startswith(("ال", "لل")) or rest in WORDS
        if rest != word and len(rest) > 1 and joined:
            return f"{apart}-{_arabic(rest, following if apart == 'wa' else '')}"
    return _bound(word, _spelled(word), following)


def _bound(word, spelled, following):
    return spelled + "t" if word.endswith("ة") and re.match("(?:ال|لل)?[آ-ي]", following) else spelled


def _spelled(word):
    """Spell a word: nowhere come three consonants together, nor two at its beginning or before a last h."""
    if WRITES_VOWELS.search(word):
        return "".join(sound for sound, _is_vowel in _sounds(word.removeprefix("ئ")))
    spelled, run = "", 0  # of consonants
    sounds = list(_sounds(word))
    for place, (sound, is_vowel) in enumerate(sounds):
        is_last = place == len(sounds) - 1
        if not is_vowel and (run == 2 or (run and (place == 1 or (is_last and sound in ("h", ""))))):
            spelled, run = spelled + "a", 0
        spelled, run = spelled + sound, 0 if is_vowel else run + 1
    return re.sub(r"([aiu])\1+", r"\1", spelled)


def _sounds(word):
    """Yield (Latin letters, whether they are a vowel) of each letter of a word in Arabic letters."""
    before = ""
    for place, letter in enumerate(word):
        vowel_after = word[place + 1 : place + 2] in VOWELS and place + 1 < len(word)
        if letter in SEMIVOWELS:
            consonant, vowel = SEMIVOWELS[letter]
            is_consonant = not before or before in VOWELS or vowel_after
            if is_consonant and consonant == "y" and before and before not in VOWELS:
                yield "i", True
            yield (consonant, False) if is_consonant else (vowel, True)
        elif letter in VOWELS:
            yield VOWELS[letter], True
        else:
            sound = CONSONANTS[letter] if letter in CONSONANTS else _named(letter)
            yield sound, False
        before = letter
