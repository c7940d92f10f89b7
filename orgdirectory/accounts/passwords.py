"""What makes a password good: that it is long and hard to guess. Nothing is asked of its signs.

zxcvbn ships 30,000 common passwords and 80,000 words and names, and knows what people
make of them: two in a row, 3 for e, years, repetitions, rows of keys. Django's own list has
20,000, of which 187 are as long as ours must be. Lists of leaked passwords
are not asked: that would be a request to another host.
"""

import logging

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from .sessions import sessions_of

GUESSES = 10**8  # what an attacker with a stolen hash would need at least
READ = 32  # letters that zxcvbn looks at: it takes 0.5 s for the worst of them, and 3 s for 72
LOCAL_WORDS = (
    "orgdirectory kvinnojour kvinnor kvinna lösenord losenord hemligt hemlig sommar sommaren vinter hösten "
    "våren sverige stockholm göteborg malmö redaktör admin administratör katalog "
    "كلمة السر كلمةالسر كلمةالمرور النساء المرأة السويد بغداد دمشق بيروت الله حبيبي"
).split()
security = logging.getLogger("orgdirectory.security")


class GuessabilityValidator:
    """Refuses what is easily guessed, by strangers or by who knows the account's names.

    Django tells validators, too, that a password was changed, in whatever way: then all sessions end.
    """

    def validate(self, password, user=None):
        known = [getattr(user, name, "") for name in ("username", "first_name", "last_name", "email")]
        words = [*LOCAL_WORDS, *filter(None, known)]
        if not password or zxcvbn(password[:READ], user_inputs=words)["guesses"] < GUESSES:
            raise ValidationError(
                _("This password is easy to guess. Several words that do not belong together are harder."),
                code="password_too_guessable",
            )

    def get_help_text(self):
        return _("Your password can’t be easy to guess. Several words that do not belong together are hard.")

    def password_changed(self, password, user):
        sessions_of([user]).delete()
        security.info("password_changed", extra={"user": user.pk})
