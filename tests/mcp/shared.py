"""The scenario of all official clients in Python: the same as in shared.mjs, with the same arguments, input and output."""

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl, urlsplit


async def run(sdk, client, version, notifications, first_update):
    """Runs the scenario with a connected client. `first_update` subscribes to a resource and returns the URI of the first update."""
    tools = (await client.list_tools()).tools
    report(connected=version, tools=[tool.name for tool in tools])

    task = json.loads(await asyncio.to_thread(sys.stdin.readline))
    failed = {}
    for name, arguments in task["calls"]:
        try:
            # The client checks the result against the tool's schema.
            result = on_the_wire(await client.call_tool(name, arguments))
            if result["isError"]:
                failed[name] = result["content"]
        except Exception as error:
            failed[name] = repr(error)
    report(failed=failed)

    report(updated=str(await first_update(task["resource"])))

    async def charge():
        return on_the_wire(await client.call_tool("charge", task["charge"]))

    try:
        charged = await charge()
    except sdk.McpError as error:
        [elicitation] = map(on_the_wire, sdk.UrlElicitationRequiredError.from_error(error.error).elicitations)
        report(elicitation=elicitation["url"])
        completed = on_the_wire(await notifications.first("notifications/elicitation/complete"))
        report(completed=completed["elicitationId"] == elicitation["elicitationId"])
        charged = await charge()
    report(charged=charged["structuredContent"]["amount_usdc"])


def report(**what):
    print(json.dumps(what), flush=True)


def on_the_wire(model):
    """The fields by their names in the protocol: each generation of the SDK has other names."""
    return model.model_dump(by_alias=True, mode="json")


class Notifications:
    """A message handler that keeps the first notification of each method."""

    def __init__(self):
        self.received = {}

    async def __call__(self, message):
        message = getattr(message, "root", message)
        if isinstance(message, Exception):
            raise message
        future = self.first(message.method)
        if not future.done():
            future.set_result(message.params)

    def first(self, method):
        return self.received.setdefault(method, asyncio.get_running_loop().create_future())


@asynccontextmanager
async def authorized(sdk, url, key):
    """The options of an HTTP client that sends the key, or that signs in, with a person in a browser."""
    if key:
        yield {"headers": {"Authorization": f"Bearer {key}"}}
        return
    async with redirect_server() as (redirect_uri, callback):

        async def redirect(address):
            report(authorize=address)

        async def wait_for_redirect():
            return sdk.authorization_response(**await callback)

        metadata = sdk.OAuthClientMetadata(
            client_name="An official client",
            redirect_uris=[redirect_uri],
            grant_types=["authorization_code", "refresh_token"],
            response_types=["code"],
            token_endpoint_auth_method="none",
        )
        yield {"auth": sdk.OAuthClientProvider(url, metadata, Storage(), redirect, wait_for_redirect)}


class Storage:
    tokens = None
    client_info = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client_info

    async def set_client_info(self, client_info):
        self.client_info = client_info


@asynccontextmanager
async def redirect_server():
    """Serves a redirect URI. Yields it, and a future of the parameters of the redirect."""
    callback = asyncio.get_running_loop().create_future()

    async def answer(reader, writer):
        url = urlsplit((await reader.readuntil(b"\r\n\r\n")).split()[1].decode())
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nYou can close this page.")
        await writer.drain()
        writer.close()
        if url.path == "/callback" and not callback.done():
            callback.set_result(dict(parse_qsl(url.query)))

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/callback", callback
