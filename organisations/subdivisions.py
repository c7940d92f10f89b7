"""The counties of Sweden and the governorates of Iraq, by their ISO 3166-2 codes.

CLDR names subdivisions in English only, so they are named here and translated
with the interface.
"""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "SE-AB": _("Stockholm County"),
    "SE-AC": _("Västerbotten County"),
    "SE-BD": _("Norrbotten County"),
    "SE-C": _("Uppsala County"),
    "SE-D": _("Södermanland County"),
    "SE-E": _("Östergötland County"),
    "SE-F": _("Jönköping County"),
    "SE-G": _("Kronoberg County"),
    "SE-H": _("Kalmar County"),
    "SE-I": _("Gotland County"),
    "SE-K": _("Blekinge County"),
    "SE-M": _("Skåne County"),
    "SE-N": _("Halland County"),
    "SE-O": _("Västra Götaland County"),
    "SE-S": _("Värmland County"),
    "SE-T": _("Örebro County"),
    "SE-U": _("Västmanland County"),
    "SE-W": _("Dalarna County"),
    "SE-X": _("Gävleborg County"),
    "SE-Y": _("Västernorrland County"),
    "SE-Z": _("Jämtland County"),
    "IQ-AN": _("Anbar Governorate"),
    "IQ-AR": _("Erbil Governorate"),
    "IQ-BA": _("Basra Governorate"),
    "IQ-BB": _("Babylon Governorate"),
    "IQ-BG": _("Baghdad Governorate"),
    "IQ-DA": _("Duhok Governorate"),
    "IQ-DI": _("Diyala Governorate"),
    "IQ-DQ": _("Dhi Qar Governorate"),
    "IQ-HA": _("Halabja Governorate"),
    "IQ-KA": _("Karbala Governorate"),
    "IQ-KI": _("Kirkuk Governorate"),
    "IQ-KR": _("Kurdistan Region"),
    "IQ-MA": _("Maysan Governorate"),
    "IQ-MU": _("Muthanna Governorate"),
    "IQ-NA": _("Najaf Governorate"),
    "IQ-NI": _("Nineveh Governorate"),
    "IQ-QA": _("Diwaniyah (Qadisiyah) Governorate"),
    "IQ-SD": _("Salah al-Din Governorate"),
    "IQ-SU": _("Sulaymaniyah Governorate"),
    "IQ-WA": _("Wasit Governorate"),
}


def subdivision_name(code):
    return str(NAMES.get(code, code))
