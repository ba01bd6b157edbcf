"""Requests of webhooks."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any


class WebhookVerificationError(Exception):
    """The request is not one that Warren signed for this webhook, or it is too old."""


def verify_webhook(
    body: bytes | str, headers: Mapping[str, str], secret: str, *, tolerance: float = 300
) -> dict[str, Any]:
    """Verifies the signature of a webhook's request (Standard Webhooks) and returns its event.

    `body` must be the body exactly as received, before any parser. `tolerance` is how far `webhook-timestamp` may be
    from now, in seconds.
    """
    lowercase = {name.lower(): value for name, value in headers.items()}
    try:
        identifier, timestamp, signatures = (lowercase[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
    except KeyError as error:
        raise WebhookVerificationError(f"The header {error} is missing.") from None
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > tolerance:
        raise WebhookVerificationError("The timestamp is not a recent one.")

    if isinstance(body, str):
        body = body.encode()
    digest = hmac.new(_key(secret), f"{identifier}.{timestamp}.".encode() + body, "sha256").digest()
    # There are two while a secret is being rotated.
    for signature in signatures.split():
        if hmac.compare_digest(digest, _signature(signature)):
            event: dict[str, Any] = json.loads(body)
            return event
    raise WebhookVerificationError("No signature matches.")


def _key(secret: str) -> bytes:
    prefix = "whsec_"
    return base64.b64decode(secret[len(prefix) :]) if secret.startswith(prefix) else secret.encode()


def _signature(text: str) -> bytes:
    version, _, encoded = text.partition(",")
    try:
        return base64.b64decode(encoded) if version == "v1" else b""
    except (binascii.Error, ValueError):
        return b""
