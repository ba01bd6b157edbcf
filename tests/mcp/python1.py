"""The scenario of shared.py with `mcp` 1.x, which speaks the revisions until 2025-11-25."""

import asyncio
import sys
from types import SimpleNamespace

import httpx
from mcp import ClientSession, McpError
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata
from mcp.shared.exceptions import UrlElicitationRequiredError
from mcp.types import ElicitResult
from pydantic import AnyUrl

import shared

sdk = SimpleNamespace(
    McpError=McpError,
    OAuthClientMetadata=OAuthClientMetadata,
    OAuthClientProvider=OAuthClientProvider,
    UrlElicitationRequiredError=UrlElicitationRequiredError,
    # 1.x does not check `iss` (RFC 9207).
    authorization_response=lambda code, state, iss: (code, state),
)


async def main(url, _era, key=None):
    notifications = shared.Notifications()

    async def first_update(uri):
        await session.subscribe_resource(AnyUrl(uri))
        shared.report(subscribed=uri)
        return (await notifications.first("notifications/resources/updated")).uri

    async def open_page(context, params):
        return ElicitResult(action="accept")

    async with (
        shared.authorized(sdk, url, key) as authorization,
        httpx.AsyncClient(timeout=300, **authorization) as http,
        streamable_http_client(url, http_client=http) as (read, write, _),
        # Because of this callback, the client declares that it can open URLs.
        ClientSession(read, write, elicitation_callback=open_page, message_handler=notifications) as session,
    ):
        agreed = await session.initialize()
        await shared.run(sdk, session, agreed.protocolVersion, notifications, first_update)


asyncio.run(main(*sys.argv[1:]))
