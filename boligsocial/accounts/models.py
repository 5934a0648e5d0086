"""A person who signs in. What the person may see follows from memberships, which other apps hold."""

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

# Those who have not chosen a password, as the database knows them.
NO_PASSWORD = models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


class UserManager(BaseUserManager):
    """Makes people by e-mail address; addresses are kept in lower case."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra):
        """A person; without a password the account cannot sign in with one."""
        if not email:
            raise ValueError("A user must have an e-mail address.")
        user = self.model(email=email, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra):
        return self.create_user(email, password, **{**extra, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, email: str):
        return self.get(email=email.strip().lower())


class User(AbstractUser):
    """A person with an e-mail address to sign in with and a name to show."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("There is already a user with this e-mail address.")},
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language of mails"), max_length=5, choices=settings.LANGUAGES, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_one_per_address",
                violation_error_message=_("There is already a user with this e-mail address."),
            )
        ]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        self.email = self.email.strip().lower()

    def save(self, **kwargs):
        # One form of an address, however it was typed.
        self.email = self.email.strip().lower()
        super().save(**kwargs)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def is_invited(self) -> bool:
        """Whether the person has yet to choose a password."""
        return not self.has_usable_password()

    @property
    def is_awaited(self) -> bool:
        """Whether the person has never been here: no password, and not let in by a demonstration's door either."""
        return self.is_invited and self.last_login is None


class LetterKind(models.TextChoices):
    INVITATION = "invitation", _("invitation")
    RESET = "reset", _("new password")


class Letter(models.Model):
    """That a mail with a link to choose a password went to an address, or was asked for; the link is not kept."""

    email = models.EmailField(_("e-mail address"), db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=LetterKind.choices)
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True, db_index=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="letters_sent",
        null=True,
        blank=True,
        verbose_name=_("sent by"),
    )
    ip_address = models.GenericIPAddressField(_("asked for by the computer"), null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("mail with a link")
        verbose_name_plural = _("mails with links")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.email}"
