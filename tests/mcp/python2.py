"""The scenario of shared.py with `mcp` 2.x, which speaks both eras."""

import asyncio
import sys
import warnings
from types import SimpleNamespace

import httpx2
from mcp import Client, MCPError
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata
from mcp.shared.exceptions import MCPDeprecationWarning, UrlElicitationRequiredError
from mcp_types import ElicitResult

import shared

sdk = SimpleNamespace(
    McpError=MCPError,
    OAuthClientMetadata=OAuthClientMetadata,
    OAuthClientProvider=OAuthClientProvider,
    UrlElicitationRequiredError=UrlElicitationRequiredError,
    authorization_response=AuthorizationCodeResult,
)

# In the legacy era there is no other way to subscribe to a resource.
warnings.simplefilter("ignore", MCPDeprecationWarning)


async def main(url, era, key=None):
    is_modern = era == "modern"
    notifications = shared.Notifications()

    async def first_update(uri):
        if not is_modern:
            await client.session.subscribe_resource(uri)
            shared.report(subscribed=uri)
            return (await notifications.first("notifications/resources/updated")).uri
        async with client.listen(resource_subscriptions=[uri]) as subscription:
            shared.report(subscribed=uri)
            return (await anext(subscription)).uri

    async def open_page(context, params):
        # The person opens the page. The SDK then repeats the call, which completes when the person has decided.
        shared.report(elicitation=params.url)
        return ElicitResult(action="accept")

    async with (
        shared.authorized(sdk, url, key) as authorization,
        httpx2.AsyncClient(timeout=300, **authorization) as http,
        Client(
            streamable_http_client(url, http_client=http),
            mode="auto" if is_modern else "legacy",
            elicitation_callback=open_page,
            message_handler=notifications,
        ) as client,
    ):
        await shared.run(sdk, client, client.protocol_version, notifications, first_update)


asyncio.run(main(*sys.argv[1:]))
