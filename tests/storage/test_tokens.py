"""Visitor identity, and the tokens and storage keys that are bound to it."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.signed_cookies import SessionStore as CookieStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils.module_loading import import_string
from pytest_django import Settings

from liveflash.exceptions import InvalidToken
from liveflash.storage import tokens
from liveflash.storage.tokens import PageToken
from liveflash.storage.visitor import Visitor, identify, storage_keys

Ago = Callable[[float, Callable[[], Any]], Any]

VISITOR = Visitor("s", "s:ada")
OTHER = Visitor("s", "s:bob")
VISITORS = [
    pytest.param(OTHER, id="another"),
    pytest.param(Visitor("c", "c:ada"), id="another kind"),
    pytest.param(Visitor("s", ""), id="nobody"),
]


@pytest.fixture
def ago(monkeypatch: pytest.MonkeyPatch) -> Ago:
    """Call a function as if it were ``seconds`` ago."""

    def do(seconds: float, what: Callable[[], Any]) -> Any:
        then = time.time() - seconds
        with monkeypatch.context() as patch:
            patch.setattr("time.time", lambda: then)
            return what()

    return do


def rotate(settings: Settings) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the-next-key-of-the-tests"


def replace_key(settings: Settings) -> None:
    settings.SECRET_KEY = "another-key-of-the-tests"


def tampered(token: str) -> list[str]:
    """Return ``token`` with each of its characters changed, cut off and lengthened."""
    changed = [
        token[:at] + ("A" if char != "A" else "B") + token[at + 1 :]
        for at, char in enumerate(token)
    ]
    return [*changed, token[:-1], f"{token}A", f"A{token}"]


def page_is_refused(token: str) -> bool:
    try:
        tokens.read_page_token(token)
    except InvalidToken:
        return True
    return False


def transfer_is_refused(token: str, visitor: Visitor = VISITOR) -> bool:
    try:
        tokens.read_transfer_token(token, visitor)
    except InvalidToken:
        return True
    return False


def test_page_ids_differ() -> None:
    assert len({tokens.new_page_id() for _ in range(100)}) == 100


@pytest.mark.parametrize("has_flash", [True, False], ids=["flash", "no flash"])
def test_a_genuine_page_token_holds_its_page(has_flash: bool) -> None:
    page = tokens.read_page_token(
        tokens.page_token("page-a", VISITOR, has_flash=has_flash)
    )
    assert page == PageToken("page-a", "s", page.binding, has_flash, page.made_at)


def test_a_page_belongs_to_its_visitor() -> None:
    token = tokens.page_token("page-a", VISITOR, has_flash=False)
    assert tokens.belongs(tokens.read_page_token(token), VISITOR)


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_page_does_not_belong_to_another_visitor(visitor: Visitor) -> None:
    token = tokens.page_token("page-a", VISITOR, has_flash=False)
    assert not tokens.belongs(tokens.read_page_token(token), visitor)


def test_a_page_token_does_not_hold_the_identity() -> None:
    visitor = Visitor("s", "s:the-session-key")
    token = tokens.page_token("page-a", visitor, has_flash=False)
    assert "the-session-key" not in str(tokens.read_page_token(token))


def test_a_page_token_needs_no_escaping_in_an_attribute() -> None:
    token = tokens.page_token("page-a", VISITOR, has_flash=True)
    assert re.fullmatch(r"[A-Za-z0-9_:-]+", token)


def test_a_page_token_that_was_tampered_with_is_refused() -> None:
    token = tokens.page_token("page-a", VISITOR, has_flash=False)
    assert [forged for forged in tampered(token) if not page_is_refused(forged)] == []


@pytest.mark.parametrize("token", ["", "a", "a:b:c", "é:☃:x", "\0"], ids=ascii)
def test_other_text_is_refused_as_a_page_token(token: str) -> None:
    with pytest.raises(InvalidToken, match="forged"):
        tokens.read_page_token(token)


def test_a_transfer_token_is_no_page_token() -> None:
    token, _name = tokens.transfer_token(VISITOR)
    with pytest.raises(InvalidToken, match="forged"):
        tokens.read_page_token(token)


def page() -> str:
    return tokens.page_token("page-a", VISITOR, has_flash=False)


def test_an_expired_page_token_is_refused(ago: Ago, settings: Settings) -> None:
    token = ago(settings.SESSION_COOKIE_AGE + 1, page)
    with pytest.raises(InvalidToken, match="expired"):
        tokens.read_page_token(token)


def test_a_page_token_lasts_as_long_as_a_session(ago: Ago, settings: Settings) -> None:
    settings.SESSION_COOKIE_AGE = 3600
    assert tokens.read_page_token(ago(3590, page)).page_id == "page-a"


def test_a_page_token_outlives_the_rotation_of_the_key(settings: Settings) -> None:
    token = tokens.page_token("page-a", VISITOR, has_flash=False)
    rotate(settings)
    assert tokens.belongs(tokens.read_page_token(token), VISITOR)


def test_after_a_key_rotation_a_page_does_not_belong_to_another_visitor(
    settings: Settings,
) -> None:
    token = tokens.page_token("page-a", VISITOR, has_flash=False)
    rotate(settings)
    assert not tokens.belongs(tokens.read_page_token(token), OTHER)


def test_a_page_token_of_a_lost_key_is_refused(settings: Settings) -> None:
    token = tokens.page_token("page-a", VISITOR, has_flash=False)
    replace_key(settings)
    with pytest.raises(InvalidToken, match="forged"):
        tokens.read_page_token(token)


def test_a_genuine_transfer_token_names_its_record() -> None:
    token, name = tokens.transfer_token(VISITOR)
    assert tokens.read_transfer_token(token, VISITOR).name == name


def test_transfer_tokens_differ() -> None:
    assert len({tokens.transfer_token(VISITOR) for _ in range(100)}) == 100


@pytest.mark.parametrize("kind", ["s", "c", "n"])
def test_a_transfer_token_holds_the_kind_of_its_visitor(kind: str) -> None:
    token, _name = tokens.transfer_token(Visitor(kind, "ada"))
    assert tokens.transfer_kind(token) == kind


def test_a_transfer_token_is_url_safe_and_short() -> None:
    long = Visitor("s", "s:" + "k" * 500)
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,99}", tokens.transfer_token(long)[0])


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_transfer_token_is_refused_from_another_visitor(visitor: Visitor) -> None:
    token, _name = tokens.transfer_token(VISITOR)
    with pytest.raises(InvalidToken, match="another visitor"):
        tokens.read_transfer_token(token, visitor)


def test_a_transfer_token_that_was_tampered_with_is_refused() -> None:
    token, _name = tokens.transfer_token(VISITOR)
    assert [
        forged for forged in tampered(token) if not transfer_is_refused(forged)
    ] == []


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "é.☃.x", "\0"], ids=ascii)
def test_other_text_is_refused_as_a_transfer_token(token: str) -> None:
    with pytest.raises(InvalidToken, match="forged"):
        tokens.read_transfer_token(token, VISITOR)


def test_an_expired_transfer_token_is_refused(ago: Ago) -> None:
    token, _name = ago(61, lambda: tokens.transfer_token(VISITOR))
    with pytest.raises(InvalidToken, match="expired"):
        tokens.read_transfer_token(token, VISITOR)


def test_a_transfer_token_lasts_a_minute(ago: Ago) -> None:
    token, name = ago(55, lambda: tokens.transfer_token(VISITOR))
    assert tokens.read_transfer_token(token, VISITOR).name == name


def test_a_transfer_token_outlives_the_rotation_of_the_key(settings: Settings) -> None:
    token, name = tokens.transfer_token(VISITOR)
    rotate(settings)
    assert tokens.read_transfer_token(token, VISITOR).name == name


def test_the_claim_of_a_transfer_token_outlives_the_rotation_of_the_key(
    settings: Settings,
) -> None:
    token, _name = tokens.transfer_token(VISITOR)
    before = tokens.read_transfer_token(token, VISITOR)
    rotate(settings)
    assert tokens.read_transfer_token(token, VISITOR) == before


def test_a_transfer_token_returns_the_contents_that_it_holds() -> None:
    contents = [["id", "é <b>", {"~": "safe", "v": "<i>"}, 1.5, None]]
    token, _name = tokens.transfer_token(VISITOR, contents)
    assert tokens.read_transfer_token(token, VISITOR).contents == contents


def test_a_transfer_token_that_names_a_record_has_no_contents() -> None:
    token, _name = tokens.transfer_token(VISITOR)
    assert tokens.read_transfer_token(token, VISITOR).contents is None


@pytest.mark.parametrize("kind", ["s", "c", "n"])
def test_a_transfer_token_with_contents_holds_the_kind_of_its_visitor(
    kind: str,
) -> None:
    token, _name = tokens.transfer_token(Visitor(kind, "ada"), ["x"])
    assert tokens.transfer_kind(token) == kind


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_transfer_token_with_contents_is_refused_from_another_visitor(
    visitor: Visitor,
) -> None:
    token, _name = tokens.transfer_token(VISITOR, ["x"])
    assert transfer_is_refused(token, visitor)


def test_a_transfer_token_with_contents_that_was_tampered_with_is_refused() -> None:
    token, _name = tokens.transfer_token(VISITOR, ["x", "y"])
    assert [
        forged for forged in tampered(token) if not transfer_is_refused(forged)
    ] == []


def test_transfer_tokens_have_claims_of_their_own() -> None:
    made = [tokens.transfer_token(VISITOR)[0] for _ in range(2)]
    first, second = (tokens.read_transfer_token(token, VISITOR) for token in made)
    assert first.claim_key != second.claim_key


def test_a_transfer_token_of_a_lost_key_is_refused(settings: Settings) -> None:
    token, _name = tokens.transfer_token(VISITOR)
    replace_key(settings)
    assert transfer_is_refused(token)


def test_a_storage_key_is_valid_for_every_session_engine() -> None:
    (key,) = storage_keys("page", "page-a", VISITOR)
    assert re.fullmatch(r"[a-z0-9]{32,40}", key)


def test_a_storage_key_is_the_same_each_time() -> None:
    keys = [storage_keys("page", "page-a", VISITOR) for _ in range(2)]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    ("purpose", "name", "visitor"),
    [
        pytest.param("page", "page-b", VISITOR, id="page"),
        pytest.param("transfer", "page-a", VISITOR, id="purpose"),
        pytest.param("page", "page-a", OTHER, id="visitor"),
    ],
)
def test_a_storage_key_differs_with_its(
    purpose: str, name: str, visitor: Visitor
) -> None:
    keys = storage_keys(purpose, name, visitor)
    assert keys != storage_keys("page", "page-a", VISITOR)


def test_after_the_rotation_the_former_storage_key_is_read(settings: Settings) -> None:
    former = storage_keys("page", "page-a", VISITOR)
    rotate(settings)
    newer, *others = storage_keys("page", "page-a", VISITOR)
    assert (others, newer in former) == (former, False)


CSRF_SECRET = "c" * 32


def request_of(
    *, engine: str | None = None, key: str | None = None, **meta: Any
) -> HttpRequest:
    """Return a request as the middleware leaves it; ``engine`` adds a session."""
    request = RequestFactory().get("/")
    request.META.update(meta)
    if engine is not None:
        store = import_string(f"django.contrib.sessions.backends.{engine}.SessionStore")
        request.session = store(key)
    return request


@pytest.fixture
def saved_key(db: None) -> str:
    """Return the key of a session that is in the database."""
    session = import_string("django.contrib.sessions.backends.db.SessionStore")()
    session["a"] = 1
    session.save()
    return str(session.session_key)


def test_a_saved_session_identifies_the_visitor(saved_key: str) -> None:
    request = request_of(engine="db", key=saved_key, CSRF_COOKIE=CSRF_SECRET)
    visitor = identify(request)
    assert (visitor.kind, saved_key in visitor.identity) == ("s", True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("engine", "key"),
    [
        pytest.param(None, None, id="no sessions"),
        pytest.param("db", None, id="no session yet"),
        pytest.param("db", "madeup" * 5, id="a key that names no session"),
        pytest.param("signed_cookies", None, id="signed cookies, empty"),
    ],
)
def test_without_a_stable_session_the_csrf_cookie_identifies_the_visitor(
    engine: str | None, key: str | None
) -> None:
    request = request_of(engine=engine, key=key, CSRF_COOKIE=CSRF_SECRET)
    visitor = identify(request)
    assert (visitor.kind, CSRF_SECRET in visitor.identity) == ("c", True)


def test_in_signed_cookies_the_visitor_stays_the_same_when_they_change() -> None:
    identities = set()
    for value in (1, 2):
        session = CookieStore()
        session["a"] = value
        session.save()
        request = request_of(
            engine="signed_cookies", key=session.session_key, CSRF_COOKIE=CSRF_SECRET
        )
        identities.add(identify(request))
    assert [visitor.kind for visitor in identities] == ["c"]


def test_a_first_request_is_identified_by_its_new_csrf_cookie() -> None:
    request = request_of()
    request.csrf_processing_done = True  # type: ignore[attr-defined]
    visitor = identify(request)
    again = identify(request_of(CSRF_COOKIE=request.META["CSRF_COOKIE"]))
    assert (visitor, request.META["CSRF_COOKIE_NEEDS_UPDATE"]) == (again, True)


def test_without_session_and_csrf_cookie_a_visitor_is_not_identified() -> None:
    assert identify(request_of()).kind == "n"


@pytest.mark.parametrize("kind", ["s", "c", "n"])
def test_a_visitor_is_identified_by_the_requested_kind(
    kind: str, saved_key: str
) -> None:
    request = request_of(engine="db", key=saved_key, CSRF_COOKIE=CSRF_SECRET)
    secret = {"s": saved_key, "c": CSRF_SECRET, "n": ""}[kind]
    assert identify(request, kind) == Visitor(kind, f"{kind}:{secret}::")


@pytest.mark.parametrize("kind", ["", "x", "☃"], ids=ascii)
def test_a_kind_without_its_secret_identifies_no_one(kind: str, saved_key: str) -> None:
    request = request_of(engine="db", key=saved_key, CSRF_COOKIE=CSRF_SECRET)
    assert identify(request, kind) == Visitor(kind, f"{kind}:::")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("a" * 32, "b" * 32, id="CSRF cookies"),
        pytest.param("a" * 32, "a" * 31 + "b", id="the end of a CSRF cookie"),
    ],
)
def test_visitors_differ_by_their(first: str, second: str) -> None:
    visitors = [identify(request_of(CSRF_COOKIE=secret)) for secret in (first, second)]
    assert visitors[0] != visitors[1]


def test_an_anonymous_user_is_no_user(saved_key: str) -> None:
    request = request_of(engine="db", key=saved_key)
    without = identify(request)
    request.user = AnonymousUser()
    assert identify(request) == without


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada", password="analytical")


def visit(client: Client) -> HttpRequest:
    """Return the request of a visit to a plain page, after all middleware."""
    request: HttpRequest = client.get("/plain/").wsgi_request
    return request


def test_a_visitor_is_the_same_at_each_request(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert identify(visit(client)) == identify(visit(client))


def test_a_log_in_makes_another_visitor(client: Client, ada: User) -> None:
    before = identify(visit(client))
    client.force_login(ada)
    assert identify(visit(client)) != before


def test_a_log_out_makes_another_visitor(client: Client, ada: User) -> None:
    client.force_login(ada)
    before = identify(visit(client))
    client.logout()
    assert identify(visit(client)) != before


def test_the_same_user_elsewhere_is_another_visitor(client: Client, ada: User) -> None:
    elsewhere = Client()
    for each in (client, elsewhere):
        each.force_login(ada)
    assert identify(visit(client)) != identify(visit(elsewhere))


def test_a_new_password_makes_another_visitor(client: Client, ada: User) -> None:
    client.force_login(ada)
    before = identify(visit(client))
    ada.set_password("difference")
    ada.save()
    assert identify(visit(client)) != before


def who(request: HttpRequest) -> HttpResponse:
    """Identify the visitor before anything else has loaded the user."""
    return HttpResponse(identify(request).identity)


urlpatterns = [path("who/", who)]


@pytest.mark.urls(__name__)
def test_the_visit_after_a_key_rotation_has_the_identity_of_the_next_one(
    client: Client, ada: User, settings: Settings
) -> None:
    client.force_login(ada)
    rotate(settings)
    first = client.get("/who/").content
    assert first == client.get("/who/").content
