from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import Response

from graphql_schema.core.caching import conditional

BODY = b'{"data":{"prompt":{"name":"A"}}}'


def request(method: str = "GET", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "path": "/graphql", "headers": raw})


def etag_of(body: bytes) -> str:
    return conditional(request(), Response(body)).headers["etag"]


def test_answer_has_a_tag_of_its_bytes_and_stays_private() -> None:
    answer = conditional(request(), Response(BODY, media_type="application/json"))
    assert (answer.status_code, answer.body) == (200, BODY)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["vary"] == "Cookie, Authorization, Accept, Accept-Encoding"
    assert answer.headers["etag"].startswith('W/"')
    assert etag_of(BODY) == etag_of(BODY) != etag_of(BODY + b" ")


def test_answer_may_be_kept_for_a_time() -> None:
    answer = conditional(request(), Response(BODY), 60)
    assert answer.headers["cache-control"] == "private, max-age=60"


@pytest.mark.parametrize("form", ["{}", '"other", {}', "*", " {} "])
def test_who_has_it_already_is_told_so(form: str) -> None:
    answer = conditional(request(if_none_match=form.format(etag_of(BODY))), Response(BODY, media_type="application/json"))
    assert (answer.status_code, answer.body) == (304, b"")
    assert answer.headers["etag"] == etag_of(BODY)
    assert answer.headers["vary"]
    assert "content-type" not in answer.headers


def test_strong_form_of_the_tag_is_known_too() -> None:
    assert conditional(request(if_none_match=etag_of(BODY).removeprefix("W/")), Response(BODY)).status_code == 304


def test_who_has_another_gets_it_all() -> None:
    assert conditional(request(if_none_match='W/"other"'), Response(BODY)).status_code == 200


def test_what_is_not_to_be_kept_has_no_tag() -> None:
    with_cookie = Response(BODY, headers={"set-cookie": "a=b"})
    for answer in (
        conditional(request("POST"), Response(BODY)),
        conditional(request(), Response(BODY, 400)),
        conditional(request(), with_cookie),
    ):
        assert "etag" not in answer.headers
