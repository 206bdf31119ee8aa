"""Every kind of request that a steady load is made of, and how often each comes."""

import http.client
import json
import random
import time
from collections import deque
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench import offers
from bench.admin_lists import verified_cookie
from bench.load import request

KINDS = {
    "donation": 20,
    "eligibility": 18,
    "list of 50": 12,
    "hold": 5,
    "batch of 100": 1,
    "one donation": 4,
    "events": 3,
    "receipt": 3,
    "receipt as PDF": 4,
    "statement": 2,
    "statement as PDF": 2,
    "access token": 1,
    "public page": 9,
    "page that verifies": 3,
    "official's home": 2,
    "official's list": 4,
    "official's other page": 3,
    "of the process": 4,
}
"""Kind of request -> how many of a hundred."""

PUBLIC = (
    *("/", "/projects/", "/projects/examples/", "/funds/", "/verify/", "/reports/"),
    *(
        "/reports/korea-japan-2025/",
        "/reports/places/",
        "/reports/explore/",
        "/reports/indicators/",
    ),
    *("/reports/what-if/", "/reports/data/", "/api/v1/regions", "/api/v1/indicators"),
)
LISTS = ("donations/donation", "receipts/receipt", "projects/fundproject", "ledger/journaltransfer")
OTHERS = ("desk/counterdonation/add", "donations/donationreturn", "desk/bulkfile")
PROCESS = ("/healthz", "/readyz", "/metrics", "/api/schema")
PASSWORD = "Apricot-river-9"  # noqa: S105 - of an official who is gone with the stage
TOKEN_SECONDS = 600
CSRF = "a" * 32


@dataclass(slots=True)
class Kinds:
    """Makes requests; what was learnt from answers makes the next ones."""

    port: int
    portal: Any
    secret: str
    official: Any
    cookie: str
    scopes: list[str]
    bearer: str = ""
    bearer_until: float = 0
    made: int = 0
    known: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=2000))

    @classmethod
    def prepared(cls, port: int) -> "Kinds":
        """Make a portal and an official, and one donation to know."""
        from accounts.enrolment import enrol_official, enrol_portal
        from accounts.models import Role

        scopes = ["donations:read", "donations:write", "receipts:read", "projects:read"]
        enrolled = enrol_portal("steady", scopes=scopes, channel="PORTAL", requires_hold=False)
        official = enrol_official(
            "steady@bench.example", PASSWORD, role=Role.MANAGER, region=offers.RECIPIENTS[0]
        )
        cookie = verified_cookie(official)
        return cls(port, enrolled.portal, enrolled.client_secret, official, cookie, scopes)

    def draw(self) -> tuple[str, bytes, frozenset[int]]:
        """Return a kind of request, the request, and the statuses that are right for it."""
        (kind,) = random.choices(list(KINDS), list(KINDS.values()))  # noqa: S311
        if not self.known:
            kind = "donation"
        status = 201 if kind in {"donation", "hold"} else 200
        return kind, self._request(kind), frozenset({status})

    def learn(self, kind: str, body: bytes) -> None:
        """Remember a donation that was accepted."""
        if kind == "donation":
            self.known.append(json.loads(body))

    def _request(self, kind: str) -> bytes:
        if (body := self._body(kind)) is not None:
            address, content = body
            return self._ask("POST", address, content)
        if kind.startswith("official's"):
            return request("GET", f"/admin/{self._page(kind)}", cookie=self.cookie)
        if kind == "access token":
            return self._token()
        return self._ask("GET", self._address(kind))

    def _body(self, kind: str) -> tuple[str, Any] | None:
        """Return where and what is posted; None for what is only read."""
        self.made += 1
        mark = f"steady-{self.made}"
        match kind:
            case "donation":
                return "/api/v1/donations", offers.gift(mark)
            case "eligibility":
                return "/api/v1/eligibility", offers.question()
            case "hold":
                return "/api/v1/holds", {**offers.question(), "portal_reference": mark}
            case "batch of 100":
                return "/api/v1/donations/batch", {"donations": list(offers.gifts(mark, 100))}
        return None

    def _address(self, kind: str) -> str:
        if kind == "public page":
            return random.choice(PUBLIC)  # noqa: S311
        if kind == "of the process":
            return random.choice(PROCESS)  # noqa: S311
        if kind in {"list of 50", "events"}:
            return "/api/v1/" + ("events" if kind == "events" else "donations")
        one = random.choice(self.known)  # noqa: S311
        statement = f"/api/v1/donors/{one['donor']['id']}/statements/{one['tax_year']}"
        addresses: dict[str, str] = {
            "one donation": f"/api/v1/donations/{one['id']}",
            "receipt": f"/api/v1/receipts/{one['receipt']['number']}",
            "receipt as PDF": f"/api/v1/receipts/{one['receipt']['number']}/pdf",
            "statement": statement,
            "statement as PDF": f"{statement}/pdf",
            "page that verifies": urlsplit(one["receipt"]["verify_url"]).path,
        }
        return addresses[kind]

    def _page(self, kind: str) -> str:
        if kind == "official's home":
            return ""
        return random.choice(LISTS if kind == "official's list" else OTHERS) + "/"  # noqa: S311

    def _ask(self, method: str, address: str, body: object = None) -> bytes:
        return request(method, address, authorization=self._authorization(address), body=body)

    def _authorization(self, address: str) -> str:
        if not address.startswith("/api/"):
            return ""
        if time.monotonic() > self.bearer_until:
            from accounts import tokens

            self.bearer = f"Bearer {tokens.issue(self.portal, self.scopes)}"
            self.bearer_until = time.monotonic() + TOKEN_SECONDS
        return self.bearer

    def _token(self) -> bytes:
        body = urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": self.portal.client_id,
                "client_secret": self.secret,
                "scope": " ".join(self.scopes),
            }
        )
        head = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}"
        return f"POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n\r\n{body}".encode()

    def log_in(self) -> str:
        """Log the official in by the pages, with password and code; return what went wrong."""
        from access import second_factor
        from access.models import Authenticator

        secret = Authenticator.objects.get(user=self.official).secret
        cookies = {"csrftoken": CSRF}
        password = {"username": self.official.email, "password": PASSWORD}
        code = {"code": second_factor.code_at(secret, time.time())}
        return self._post("/admin/login/", password, cookies) or self._post(
            "/admin/second-factor/", code, cookies
        )

    def _post(self, address: str, form: dict[str, str], cookies: dict[str, str]) -> str:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        told = "; ".join(f"{name}={value}" for name, value in cookies.items())
        line.request(
            "POST",
            address,
            urlencode({**form, "csrfmiddlewaretoken": cookies["csrftoken"]}),
            {"Content-Type": "application/x-www-form-urlencoded", "Cookie": told},
        )
        answer = line.getresponse()
        answer.read()
        line.close()
        for _name, value in answer.getheaders():
            for each in SimpleCookie(value).values() if _name.lower() == "set-cookie" else ():
                cookies[each.key] = each.value
        return "" if answer.status == http.client.FOUND else f"{address}: {answer.status}"
