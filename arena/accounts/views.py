"""The doors of an account: history, what is stored, and leaving."""

from allauth.account.models import EmailAddress
from allauth.account.views import signup as allauth_signup
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arena.accounts import selectors
from arena.accounts.forms import DeleteAccountForm
from arena.accounts.services import delete_account as delete_account_of
from arena.captcha.content_policy import with_captcha_sources
from arena.models import Battle, User, Vote
from lib.bot_tokens.models import LONGEST_NAME
from lib.bot_tokens.selectors import tokens_of
from lib.bot_tokens.services import make_token, revoke
from lib.rate_limit import allow
from lib.visitors import visitor_of

BATTLES_A_PAGE = 20
MAX_QUERY_CHARACTERS = 200
DELETE_ATTEMPTS = "10/hour"


class AccountRequest(HttpRequest):
    """A request behind login_required."""

    user: User


signup = with_captcha_sources(allauth_signup)


@require_GET
@never_cache
def history(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:MAX_QUERY_CHARACTERS]
    battles = selectors.history(visitor_of(request), query)
    page = Paginator(battles, BATTLES_A_PAGE).get_page(request.GET.get("page"))
    rows = [selectors.history_row(battle) for battle in page]
    context = {"battles": rows, "page_obj": page, "query": query}
    return render(request, "arena/history.html", context)


@require_GET
@login_required
@never_cache
def account(request: AccountRequest) -> HttpResponse:
    context = {
        "num_battles": Battle.objects.filter(user=request.user).count(),
        "num_votes": Vote.objects.filter(user=request.user).count(),
        "is_email_confirmed": EmailAddress.objects.filter(
            user=request.user, verified=True
        ).exists(),
    }
    return render(request, "arena/account.html", context)


@require_GET
@login_required
@never_cache
def my_data(request: AccountRequest) -> HttpResponse:
    """All that is stored about the account, as one JSON file."""
    headers = {"Content-Disposition": 'attachment; filename="agon-my-data.json"'}
    data = selectors.stored_data(request.user)
    return JsonResponse(data, headers=headers, json_dumps_params={"indent": 2})


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def bot_tokens(request: AccountRequest) -> HttpResponse:
    """A new token is on the page that answers its form, and never on another."""
    if request.method == "GET":
        return _tokens_page(request)
    name = request.POST.get("name", "")
    try:
        token = make_token(user=request.user, name=name, now=timezone.now())
    except ValidationError as refusal:
        return _tokens_page(request, 400, error=" ".join(refusal.messages), name=name)
    return _tokens_page(request, 201, token=token)


@require_POST
@login_required
def revoke_bot_token(request: AccountRequest, token_id: int) -> HttpResponse:
    if revoke(user=request.user, token_id=token_id):
        messages.success(request, _("The token is revoked. A bot that has it is a stranger now."))
    return redirect("arena:bot_tokens")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def delete_account(request: AccountRequest) -> HttpResponse:
    form = DeleteAccountForm(request.POST or None, user=request.user)
    if request.method == "GET":
        return _delete_page(request, form)
    if not allow(DELETE_ATTEMPTS, "delete_account", str(request.user.pk)):
        form.add_error(None, _("Too many attempts. Wait an hour, then try again."))
        return _delete_page(request, form, status=429)
    if not form.is_valid():
        return _delete_page(request, form, status=400)
    try:
        delete_account_of(user=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _delete_page(request, form, status=409)
    logout(request)
    messages.success(request, _("Your account and your battles are deleted."))
    return redirect("arena:new")


def _tokens_page(request: AccountRequest, status: int = 200, **facts: str) -> HttpResponse:
    context = {"tokens": tokens_of(request.user), "longest_name": LONGEST_NAME, **facts}
    return render(request, "arena/bot_tokens.html", context, status=status)


def _delete_page(request: HttpRequest, form: DeleteAccountForm, status: int = 200) -> HttpResponse:
    return render(request, "arena/delete_account.html", {"form": form}, status=status)
