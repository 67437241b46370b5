"""Signatures of outgoing requests: the specification's own example, and secrets that are none."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from app.core.signing import InvalidSigningSecret, signed_headers, signing_key


def test_a_signature_is_the_one_of_the_specification() -> None:
    key = signing_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    assert signed_headers(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', at) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_the_prefix_may_be_left_out() -> None:
    text = base64.b64encode(bytes(32)).decode()
    assert signing_key(text) == signing_key(f" whsec_{text}") == bytes(32)


TOO_LONG = base64.b64encode(bytes(65)).decode()


@pytest.mark.parametrize("secret", ["", "whsec_", "short", "whsec_" + "A" * 8, "é" * 40, TOO_LONG])
def test_what_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(InvalidSigningSecret):
        signing_key(secret)
