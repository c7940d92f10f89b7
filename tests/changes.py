"""Changes that editors may make, one after another, in an order that chance decides."""

import random
from contextlib import nullcontext

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from networks.imports import Plan
from networks.imports.write import write
from networks.models import Citation, Membership, Network, Project
from organisations.history.recording import revision
from organisations.history.restore import restore
from organisations.history.undo import undo
from organisations.history.versions import versions_of
from organisations.merging import RefusedError, merge
from organisations.models import (
    Affiliation,
    Concept,
    ContactPoint,
    FocusArea,
    Language,
    Organisation,
    OrganisationName,
    Person,
    Place,
    Revision,
    Role,
)
from organisations.models.translations import TranslationEdit
from organisations.search.index import deferred

from .world import (
    cite,
    make_affiliation,
    make_concept,
    make_focus_area,
    make_language,
    make_membership,
    make_network,
    make_organisation,
    make_participation,
    make_person,
    make_place,
    make_project,
    make_role,
)


class NothingThereError(Exception):
    """There is no row to change."""


REFUSALS = (ValidationError, IntegrityError, ProtectedError, RefusedError, NothingThereError)
KINDS = {Organisation: make_organisation, Person: make_person, Network: make_network, Project: make_project}
RELATIONS = {"focus_areas": FocusArea, "places": Place, "languages": Language}
WORDS = ["kvinnojour", "Malmö", "Malmo", "amal", "Al-Amal", "rätt", "ratt", "المرأة", "hemmet", "women's"]


class Changes:
    def __init__(self, seed, user):
        self.chance, self.number, self.user = random.Random(seed), 0, user
        self.done, self.refused = set(), set()
        for slug in ("se", "iq", "malmo"):
            make_place(slug)
        for parent in ("peace", "law"):
            make_focus_area(f"part-of-{parent}", parent=make_focus_area(parent))
        for code in ("sv", "en", "ar"):
            make_language(code)
        make_role("member"), make_role("director")
        make_concept("shelter", sv="kvinnojour, hemmet", en="women's shelter")
        for _ in range(3):
            for kind in KINDS:
                self.make(kind)

    def make_all(self):
        """Make a change of each kind in any order: one by one, or some as a revision or indexed together."""
        acts = [getattr(self, name) for name in dir(self) if name.startswith("act_")]
        self.chance.shuffle(acts)
        while acts:
            frame, size = self.chance.choice([(nullcontext, 1), (revision, 3), (deferred, 3)])
            some, acts = acts[:size], acts[size:]
            with transaction.atomic(), frame():
                for act in some:
                    self.try_to(act)

    def try_to(self, act):
        """Do something, now and then take it back; what is refused changes nothing."""
        try:
            with transaction.atomic():
                act()
                transaction.set_rollback(self.chance.random() < 0.1)
            self.done.add(act.__name__)
        except REFUSALS:
            self.refused.add(act.__name__)

    # What chance decides

    def words(self):
        return " ".join(self.chance.choices(WORDS, k=2))

    def next(self):
        self.number += 1
        return self.number

    def any(self, *models):
        """Return a row of one of the models as it is stored."""
        return self.some(self.chance.choice(models), 1)[0]

    def some(self, model, most=2):
        pks = sorted(model._base_manager.values_list("pk", flat=True))
        if not pks:
            raise NothingThereError
        return list(model._base_manager.filter(pk__in=self.chance.sample(pks, min(len(pks), most))))

    def record(self):
        return self.any(*KINDS)

    def make(self, kind):
        KINDS[kind](f"{kind._meta.model_name}-{self.next()}", name_sv=self.words())

    def change(self, row, **values):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()

    # Records

    def act_make(self):
        self.make(self.chance.choice(list(KINDS)))

    def act_save_nothing(self):
        self.change(self.any(*KINDS, Membership, Citation, OrganisationName, Place, Role))

    def act_write(self):
        edit = self.chance.choice([{}, {"minor": True}, {"affirmed": ["ar"]}, {"partial": ["ar"]}])
        texts = {"summary_ar": self.words(), "translation_review_ar": "reviewed", "summary_en": self.words()}
        self.change(self.record(), translation_edit=TranslationEdit(**edit), **texts)

    def act_rename(self):
        self.change(self.record(), name_sv=self.words())

    def act_move(self):
        self.change(self.record(), slug=f"moved-{self.chance.randint(1, self.next())}")

    def act_publish_or_withdraw(self):
        self.change(
            self.record(), status=self.chance.choice(["published", "published", "draft", "withdrawn"])
        )

    def act_save_a_column(self):
        record = self.record()
        record.name_sv, record.status = self.words(), "published"
        record.save(update_fields=["status"])

    def act_hide(self):
        self.change(self.record(), confidentiality=self.chance.choice(["public", "area"]))

    def relate(self, relation, rows):
        """Change a many-to-many field in one of the ways that there are."""
        ways = [
            lambda: relation.set(rows),
            lambda: relation.set(rows, clear=True),
            lambda: relation.add(*rows),
            lambda: relation.remove(*rows),
            relation.clear,
        ]
        self.chance.choice(ways)()

    def act_relate(self):
        name = self.chance.choice(list(RELATIONS))
        self.relate(getattr(self.any(Organisation, Network, Project), name), self.some(RELATIONS[name]))

    def act_relate_from_the_other_side(self):
        self.relate(self.any(*RELATIONS.values()).organisation_set, self.some(Organisation))

    def act_update(self):
        kind, status = self.chance.choice(list(KINDS)), self.chance.choice(["published", "draft"])
        kind.objects.filter(pk__in=[row.pk for row in self.some(kind)]).update(status=status)

    def act_delete(self):
        self.any(*KINDS, Membership, Affiliation, Citation, OrganisationName, ContactPoint, Place).delete()

    # What belongs to them

    def act_name(self):
        language = self.any(Language)
        self.record().other_names.create(
            name=f"{self.words()} {self.next()}", language=language, kind="variant"
        )

    def act_change_a_name(self):
        name = self.any(OrganisationName)
        self.change(name, language=self.any(Language), record=self.any(Organisation))

    def act_reach(self):
        point = self.any(Organisation).contact_points.create(channel="call", value=f"+468{self.next():07}")
        point.languages.set(self.some(Language))

    def act_tie(self):
        year, house, network = f"{1000 + self.next()}", self.any(Organisation), self.any(Network)
        make_affiliation(house, person=self.any(Person), start_date=year)
        make_membership(network, organisation=house, start_date=year)
        make_participation(self.any(Project), network=network, start_date=year)

    def act_move_a_tie(self):
        self.change(self.any(Membership), organisation=self.any(Organisation), role=self.any(Role))

    def act_cite(self):
        cite(self.record(), "name", paragraph=self.next())

    def act_change_a_citation(self):
        self.change(self.any(Citation), supports=["name", "summary"])

    # Vocabularies

    def act_change_a_place(self):
        levels = self.chance.choice(["public", "area", "editors"])
        country = self.chance.choice(["SE", "IQ", ""])
        self.change(self.any(Place), name_sv=self.words(), confidentiality=levels, country=country)

    def act_change_an_area(self):
        parent = self.chance.choice([None, FocusArea.objects.get(slug="peace")])
        self.change(FocusArea.objects.get(slug="part-of-law"), parent=parent, name_ar=self.words())

    def act_move_a_term(self):
        self.change(self.any(Role, Place), slug=f"moved-{self.next()}")

    def act_change_a_language(self):
        self.change(self.any(Language), code=self.chance.choice(["sv", "en", "ar", "ku", "fi"]))

    def act_change_the_glossary(self):
        self.change(self.any(Concept), terms_sv=self.words())

    # What takes many steps at once

    def act_merge(self):
        kept, *gone = self.some(self.chance.choice(list(KINDS)))
        for other in gone:
            merge(kept, other, chosen=["name_sv"])

    def act_undo(self):
        undo(self.any(Revision))

    def act_restore(self):
        record = self.record()
        restore(record, versions_of(record).last().revision, self.user, ties=True)

    def act_import(self):
        new = {"slug": f"imported-{self.next()}", "original_language": "sv", "name_sv": f"Ny {self.number}"}
        old = {"slug": self.any(Organisation).slug, "summary_sv": self.words(), "focus_areas": "peace"}
        plan = Plan(Organisation, [(2, new), (3, old)])
        for row in plan.written:
            row.full_clean()
        with revision(act=Revision.Act.IMPORTED) as ahead:
            write(plan.model, plan.written, ahead.ensure_row())
