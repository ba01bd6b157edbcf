"""A client of Warren: email, vault, calendar and budget for AI agents."""

from .client import AsyncWarren, Warren
from .code import ReceivedCode, find_code
from .errors import ConnectionFailed, WarrenError
from .events import SocketClosedError
from .generated.types import UNSET, Unset
from .pagination import async_pages, async_paginate, pages, paginate
from .vault import AsyncVault, Sealer, Vault, generate_seed
from .webhook import WebhookVerificationError, verify_webhook

__all__ = [
    "UNSET",
    "AsyncVault",
    "AsyncWarren",
    "ConnectionFailed",
    "ReceivedCode",
    "Sealer",
    "SocketClosedError",
    "Unset",
    "Vault",
    "Warren",
    "WarrenError",
    "WebhookVerificationError",
    "async_pages",
    "async_paginate",
    "find_code",
    "generate_seed",
    "pages",
    "paginate",
    "verify_webhook",
]
