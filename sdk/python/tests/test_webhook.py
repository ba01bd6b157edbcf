import base64
import hmac
import math
import time

import pytest

from warren import WebhookVerificationError, verify_webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
BODY = '{"type":"email.received","id":"ev_1","timestamp":"2026-04-01T10:00:00.000Z","data":{"subject":"✓"}}'
NOW = int(time.time())


def signed(secret: str, seconds: int = NOW) -> dict[str, str]:
    key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
    digest = hmac.new(key, f"ev_1.{seconds}.{BODY}".encode(), "sha256").digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": "ev_1", "webhook-timestamp": str(seconds), "webhook-signature": signature}


def test_the_example_of_standard_webhooks() -> None:
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    body = '{"test": 2432232314}'
    assert verify_webhook(body, headers, SECRET, tolerance=math.inf) == {"test": 2432232314}
    with pytest.raises(WebhookVerificationError):
        verify_webhook(body, headers, SECRET)


def test_a_signed_request_as_text_and_as_bytes_by_a_secret_of_either_form() -> None:
    assert verify_webhook(BODY, signed(SECRET), SECRET)["id"] == "ev_1"
    headers = {name.title(): value for name, value in signed("my own secret").items()}
    assert verify_webhook(BODY.encode(), headers, "my own secret")["data"] == {"subject": "✓"}


def test_two_signatures_while_a_secret_is_being_rotated() -> None:
    headers = signed(SECRET)
    other = signed(OTHER_SECRET)["webhook-signature"]
    headers["webhook-signature"] = f"{other} v2,abc v1,% {headers['webhook-signature']}"
    assert verify_webhook(BODY, headers, SECRET)["type"] == "email.received"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY.replace("ev_1", "ev_2"), signed(SECRET)),
        (BODY, signed(SECRET) | {"webhook-id": "ev_2"}),
        (BODY, signed(SECRET) | {"webhook-timestamp": str(NOW - 1)}),
        (BODY, signed(SECRET, NOW - 400)),
        (BODY, signed(SECRET, NOW + 400)),
        (BODY, signed(SECRET) | {"webhook-timestamp": "soon"}),
        (BODY, signed(SECRET) | {"webhook-signature": ""}),
        (BODY, signed(OTHER_SECRET)),
        (BODY, {}),
    ],
)
def test_everything_else_is_refused(body: str, headers: dict[str, str]) -> None:
    with pytest.raises(WebhookVerificationError):
        verify_webhook(body, headers, SECRET)
