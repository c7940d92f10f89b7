"""Lists of the admin, searched as readers search: by any spelling, in any language."""

from django.db.models import Q

from ..search.lexicon import named_by, wordings


class SoughtByMeaning:
    """Finds rows also by what a search for readers would take the words for: أربيل, erbil and هەولێر."""

    def get_search_results(self, request, queryset, search_term):
        found, duplicates = super().get_search_results(request, queryset, search_term)
        meant = self.meant(search_term)
        return (queryset.filter(Q(pk__in=found.values("pk")) | meant), True) if meant else (found, duplicates)

    def meant(self, words):
        """Return the condition of a term that some words name."""
        facet = f"{self.model.facet}/"
        keys = [token.removeprefix(facet) for token in named_by(words) if token.startswith(facet)]
        return Q(**{f"{self.model.natural_key_field}__in": keys}) if keys else Q()


class SoughtByPlace(SoughtByMeaning):
    """Finds records also by their seat and by the places where they work."""

    def meant(self, words):
        places = [token.removeprefix("place/") for token in named_by(words) if token.startswith("place/")]
        meant = Q()
        for path in self.model.facet_paths["place"] if places else ():
            meant |= Q(**{f"{path}__in": places})
        return meant


class SoughtByTitle(SoughtByMeaning):
    """Finds sources also by what a title is in other languages, word by word: مؤتمر, conference."""

    def meant(self, words):
        meant = Q()
        for same in wordings(words):
            any_of = Q()
            for one in same:
                any_of |= Q(title__icontains=one) | Q(aliases__icontains=one)
            meant &= any_of
        return meant
