"""The pages of roles: who is in what, what each person sees; for administrators."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from boligsocial.accounts.actions import invite
from boligsocial.accounts.letters import send_invitation
from boligsocial.accounts.models import User
from boligsocial.accounts.throttle import locks
from boligsocial.common.paging import page_of_list
from boligsocial.common.rights import ADMIN, Ruled
from boligsocial.common.views import FilteredSet, ListPage, narrowed, view_date
from boligsocial.desk.pages import FormPage
from boligsocial.desk.role_filters import MembershipFilter, PersonFilter
from boligsocial.desk.role_forms import PLACES, GiveRoleForm, ReasonForm, RoleForm
from boligsocial.desk.role_people import invitation_of, lines_of, members_of, places_of, roles, sight_of
from efforts.models import Membership
from efforts.role_actions import give_role, take_role

PLACES_A_PAGE = 25


def page_of_person(user: User) -> str:
    return reverse("desk:person", args=[user.pk])


class People(Ruled, ListPage):
    """Everybody, with their roles."""

    rule = ADMIN
    filterset_class = PersonFilter
    template_name = "desk/roles.html"
    sorts = {"name": ("name", "email"), "email": ("email",), "last": ("last_login",)}
    default_sort = "name"

    def get_queryset(self):
        return User.objects.all()

    def get_rows(self, ids: list[int], on: date):
        return User.objects.filter(pk__in=ids)

    def get_context(self, page, on: date) -> dict:
        return {"rows": lines_of(list(page))}


class Places(Ruled, FilteredSet):
    """Every place somebody has a role in, with who that is."""

    rule = ADMIN
    filterset_class = MembershipFilter

    def get_queryset(self):
        return Membership.objects.all()

    def get(self, request: HttpRequest) -> HttpResponse:
        filterset = self.get_filterset()
        page = page_of_list(places_of(filterset.qs), request.GET.get("page"), PLACES_A_PAGE)
        context = {
            "filterset": filterset,
            "narrowed": narrowed(filterset),
            "page": page,
            "places": members_of(page.rows, filterset.qs),
            "on": view_date(request),
        }
        return render(request, "desk/role_places.html", context)


class Person(Ruled, View):
    """One person: their roles, what these let them see and change, and whether they can sign in."""

    rule = ADMIN

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        context = {
            "person": person,
            "roles": roles().filter(user=person).order_by("role", "pk"),
            "sight": sight_of(person),
            "invitation": invitation_of(person),
            "locks": locks(person.email),
            "is_self": person == request.user,
            "scope_url": reverse("desk:people"),
        }
        return render(request, "desk/role_person.html", context)


class GiveRole(FormPage):
    """A role for somebody who is here, or for somebody new, who is invited by mail."""

    rule = ADMIN
    template_name = "desk/role_form.html"
    invited = None  # who is new

    def get_subject(self, lock: bool = False) -> None:
        return None

    def get_title(self, subject) -> str:
        return _("Give a role")

    def get_form(self, subject, data=None, files=None):
        return GiveRoleForm(data, initial=self.get_initial())

    def get_initial(self) -> dict:
        """The person or the place that the link here came from."""
        found = {name: self.request.GET.get(name, "") for name in PLACES}
        person = self.request.GET.get("person", "")
        if person.isascii() and person.isdigit() and len(person) < 19:
            found["email"] = User.objects.filter(pk=person).values_list("email", flat=True).first()
        return found

    def save(self, form) -> str:
        values, by = form.cleaned_data, self.request.user
        person = form.person
        if person is None:
            person = self.invited = invite(email=values["email"], name=values["name"], by=by)
        give_role(user=person, role=values["role"], place=form.place, reason=values["reason"])
        return page_of_person(person)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        answer = super().post(request, **kwargs)
        if self.invited is not None and answer.status_code == 302:
            # After the transaction: a mail cannot be taken back.
            tell_of_invitation(request, self.invited)
        return answer

    def get_context(self, subject, form) -> dict:
        return {"back_url": reverse("desk:people")}


def tell_of_invitation(request: HttpRequest, person: User) -> None:
    if send_invitation(person, request.user, request):
        messages.success(request, _("An invitation is sent to %(email)s.") % {"email": person.email})
    else:
        text = _("The invitation could not be sent to %(email)s. Look at the mail server, and send it again from here.")
        messages.error(request, text % {"email": person.email})


class OneRole(FormPage):
    """A page about a role somebody has."""

    rule = ADMIN
    template_name = "desk/role_form.html"

    def get_subject(self, lock: bool = False) -> Membership:
        rows = Membership.objects.select_for_update(of=("self",)) if lock else Membership.objects
        return get_object_or_404(rows.select_related("user", *PLACES), pk=self.kwargs["pk"])

    def get_context(self, subject, form) -> dict:
        return {"back_url": page_of_person(subject.user), "role": subject}


class ChangeRole(OneRole):
    """Another role in the same place."""

    form_class = RoleForm

    def get_title(self, subject) -> str:
        return _("Change a role")

    def save(self, form) -> str:
        return page_of_person(form.save().user)


class TakeRole(OneRole):
    """A role is taken away; the history keeps it."""

    def get_title(self, subject) -> str:
        return _("Take a role away")

    @property
    def submit_label(self) -> str:
        return _("Take it away")

    def get_form(self, subject, data=None, files=None):
        self.taken = subject
        return ReasonForm(data)

    def save(self, form) -> str:
        url = page_of_person(self.taken.user)
        take_role(membership=self.taken, reason=form.cleaned_data["reason"])
        return url


class Act(Ruled, View):
    """Something that is done to a person with one button; `do` returns what is said afterwards."""

    rule = ADMIN

    def do(self, person: User) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        try:
            text = self.do(person)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            if text:
                messages.success(request, text)
        return HttpResponseRedirect(page_of_person(person))
