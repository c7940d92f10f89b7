"""What tables call the terms of choice fields, beside their names here.

A word that says nothing (organisation, centre) or may mean two of them (union,
network of an organisation) stands nowhere: it is unknown rather than guessed.
"""

from networks.models import Network, Project
from organisations.languages import language_names, site_languages
from organisations.models import Organisation

ORGANISATIONS = {
    Organisation.Kind.ASSOCIATION: """
        NGO; NGOs; NNGO; LNGO; National NGO; Local NGO; Non-governmental organisation
        Non-governmental organization; CSO; CSOs; Civil society organisation; Civil society organization
        CBO; Community-based organisation; Community-based organization; NPO; Non-profit
        Non-profit organisation; Non-profit organization; Women's association; Women's organisation
        Women's organization; WRO; WLO; ideell förening; ideell organisation; kvinnoförening
        kvinnoorganisation; frivilligorganisation; civilsamhällesorganisation; icke-statlig organisation
        invandrarförening; منظمة; جمعية; جمعيات; منظمة غير حكومية; منظمات غير حكومية; منظمة مجتمع مدني
        منظمة مجتمع مدني محلية; منظمة محلية; منظمة وطنية; منظمة غير حكومية محلية; منظمة غير حكومية وطنية
        منظمة غير ربحية; منظمة نسوية; منظمة نسائية; جمعية خيرية; جمعية نسائية; جمعية نسوية; ڕێکخراو
        ڕێکخراوی ناحکومی; rêxistin; komele
    """,
    Organisation.Kind.FOUNDATION: """
        stiftelse; fond; insamlingsstiftelse; foundation; fund; charitable foundation; charitable trust
        مؤسسة; مؤسسة خيرية; صندوق; وقف; دەزگا
    """,
    Organisation.Kind.GOVERNMENT: """
        myndighet; statlig myndighet; departement; ministerium; kommun; länsstyrelse; offentlig myndighet
        ministry; government; governmental; government agency; governmental organisation; department
        authority; municipality; public authority; state agency; local authority; GOV; وزارة; دائرة; مديرية
        حكومة; حكومي; حكومية; جهة حكومية; هيئة حكومية; مؤسسة حكومية; دائرة حكومية; بلدية; وەزارەت; میری
    """,
    Organisation.Kind.INTERNATIONAL: """
        INGO; INGOs; International NGO; international non-governmental organisation; IGO; UN; UN agency
        UN agencies; United Nations; international non-governmental organization; international organization
        FN; FN-organ; internationell; internationell NGO; international; منظمة دولية; منظمة غير حكومية دولية
        منظمة دولية غير حكومية; الأمم المتحدة; وكالة أممية; منظمة أممية; دولية
    """,
    Organisation.Kind.MEDIA: """
        media; medier; tidning; medieföretag; radiostation; newspaper; radio station; media outlet; magazine
        إعلام; مؤسسة إعلامية; وسيلة إعلام; صحيفة; جريدة; إذاعة; مجلة; وكالة أنباء
    """,
    Organisation.Kind.SHELTER: """
        kvinnojour; tjejjour; kvinnojouren; tjejjouren; kvinno- och tjejjour; ungdomsjour; jour; kvinnohus
        skyddat boende; kriscentrum; shelter; shelters; women's shelter; safe house; refuge; crisis centre
        crisis center; women's house; مأوى; ملجأ; دار إيواء; دار الإيواء; بيت آمن; دار أمان; ملاذ آمن
        مأوى للنساء; پەناگە; شێڵتەر
    """,
    Organisation.Kind.TRADE_UNION: """
        fackförbund; fack; facklig organisation; trade union; labour union; labor union; syndicate; نقابة
        نقابة عمالية; نقابة عمال; سەندیکا
    """,
}
NETWORKS = {
    Network.Kind.NETWORK: "nätverk; networks; شبكات; تۆڕ",
    Network.Kind.UMBRELLA: """
        paraplyorganisation; riksorganisation; riksförbund; federation; umbrella; umbrella network; اتحاد
        اتحاد عام
    """,
    Network.Kind.FORUM: "forum; plattform; platform; منتدى; منصة",
    Network.Kind.COUNCIL: "råd; council; مجلس; مجلس تنسيقي",
    Network.Kind.WORKING_GROUP: "arbetsgrupp; task force; working group; taskforce; مجموعة عمل; فريق عمل",
    Network.Kind.COALITION: "koalition; allians; alliance; coalition; تحالف; ائتلاف",
    Network.Kind.INITIATIVE: "initiativ; initiative; مبادرة",
}
PROJECTS = {
    Project.Kind.SERVICE: "tjänst; verksamhet; خدمة; خدمات",
    Project.Kind.EVENT: "evenemang; konferens; seminarium; conference; seminar; مؤتمر; ندوة; فعالية",
    Project.Kind.CAMPAIGN: "kampanj; حملة; حملة توعية",
    Project.Kind.TRAINING: "kurs; utbildning; course; training course; دورة; دورة تدريبية; تدريب",
    Project.Kind.PUBLICATION: "bok; rapport; book; report; كتاب; تقرير; منشور",
    Project.Kind.FILM: "dokumentär; dokumentärfilm; documentary; فيلم; فيلم وثائقي",
    Project.Kind.AWARD: "pris; prize; جائزة",
}
STAGES = {
    "planned": "planerad; planerat; مخطط; مخطط له",
    "ongoing": "pågående; pågår; active; aktiv; current; جار; جاري; جارٍ; مستمر",
    "completed": "avslutad; avslutat; klar; finished; ended; closed; done; منته; منتهي; منجز; مكتمل",
}
OF_FIELDS = {
    (Organisation, "kind"): ORGANISATIONS,
    (Network, "kind"): NETWORKS,
    (Project, "kind"): PROJECTS,
    (Network, "stage"): STAGES,
    (Project, "stage"): STAGES,
}


def synonyms_of(model, code):
    """
    Return {value: what tables call it} of a choice field.
    """
    if code == "original_language":
        return {value: "\n".join(language_names(value).values()).split("\n") for value in site_languages()}
    return {
        value: [one for part in words.replace("\n", ";").split(";") if (one := part.strip())]
        for value, words in OF_FIELDS.get((model, code), {}).items()
    }
