"""Every route names its permission, and the tenant matrix has an opinion on each of them."""

from __future__ import annotations

from flask import Flask

from server.core.http import PERMISSIONS
from server.core.permissions import Permission

# opened to everybody on purpose; a new one is written down here or refused
PUBLIC = {
    "accounts.bind",
    "accounts.sign_in",
    "accounts_pages.reset",
    "accounts_pages.redeem",
    "accounts_pages.enrol",
    "accounts_pages.enrolled",
    "accounts_pages.sign_in",
    "accounts_pages.enter",
    "accounts_pages.enter_scanned",
    "accounts_pages.how_it_stands",
    "accounts_pages.show_code",
    "activities.coming",
    # its secret address is the key: tried in tests/activities
    "activities.deputy_calendar",
    "activities.station_calendar",
    "areas.read",
    "codes.report",
    "codes.resolve",
    "deputies.photo",
    "messages.cases",
    "notifications.echo",
    "notifications.receive",
    "reports.listing",
    "reports.read",
    "screens.look",
    "screens.pair",
    "site.client",
    "site.docs",
    "site.domain_file",
    "site.front",
    "site.live",
    "site.metrics",
    "site.phone",
    "site.ready",
    "site.scan",
    "site.screen",
    "site.status",
    "stations.find",
    "stations.find_deputies",
    "stations.fit",
    "stations.read",
    "stations.read_deputy",
    "stations.specialties",
    "uploads.show",
    "visits.of_station",
}
FRAMEWORK = {"static", "openapi.spec"}


def endpoints(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules()} - FRAMEWORK


def test_every_route_names_its_permission(application: Flask) -> None:
    assert endpoints(application) - set(PERMISSIONS) == set()


def test_public_routes_equal_the_written_list(application: Flask) -> None:
    public = {name for name in endpoints(application) if PERMISSIONS[name] is Permission.PUBLIC}
    assert public == PUBLIC


def test_every_json_route_is_described(application: Flask) -> None:
    described = {
        (path, method)
        for path, item in application.spec["paths"].items()
        for method in item  # type: ignore[attr-defined]
    }
    for rule in application.url_map.iter_rules():
        if rule.rule.startswith("/api/") and rule.endpoint != "site.client":
            path = rule.rule
            for converter in ("uuid:", "string:"):
                path = path.replace(f"<{converter}", "<")
            path = path.replace("<", "{").replace(">", "}")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                assert (path, method.lower()) in described, (path, method)
