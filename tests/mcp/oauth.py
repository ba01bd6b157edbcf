"""The official Python client signs in, in the era of the second argument, and calls tools.

The first line of stdin is JSON: the tools to call, each with its arguments. Arguments: URL, `auto` or `legacy`. Prints what it saw, as
JSON lines.
"""

import asyncio
import json
import sys
from urllib.parse import parse_qs, urlsplit

import httpx2
from mcp import Client
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata


def say(**what):
    print(json.dumps(what), flush=True)


class Storage:
    tokens = None
    client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client_info):
        self.client = client_info


async def main(url, mode):
    answered = asyncio.get_running_loop().create_future()

    async def serve(reader, writer):
        target = (await reader.readline()).decode().split(" ")[1]
        while (await reader.readline()).strip():
            pass
        body = b"You can close this page."
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()
        parts = urlsplit(target)
        if parts.path == "/callback" and not answered.done():
            fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
            answered.set_result(AuthorizationCodeResult(code=fields["code"], state=fields["state"], iss=fields.get("iss")))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    redirect = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/callback"

    async def redirected(address):
        say(authorize=address)

    async def called_back():
        return await answered

    auth = OAuthClientProvider(
        server_url=url,
        client_metadata=OAuthClientMetadata(
            client_name="An official client",
            redirect_uris=[redirect],
            grant_types=["authorization_code", "refresh_token"],
            response_types=["code"],
            token_endpoint_auth_method="none",
        ),
        storage=Storage(),
        redirect_handler=redirected,
        callback_handler=called_back,
    )
    timeout = httpx2.Timeout(60, read=300)
    async with httpx2.AsyncClient(auth=auth, timeout=timeout) as http:
        async with Client(streamable_http_client(url, http_client=http), mode=mode) as client:
            tools = (await client.list_tools()).tools
            say(signed_in=True, tools=[tool.name for tool in tools])
            line = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
            failed = {}
            for name, arguments in json.loads(line):
                try:
                    result = await client.call_tool(name, arguments)
                    if result.is_error:
                        failed[name] = str(result.content)
                except Exception as error:
                    failed[name] = str(error)
            say(failed=failed)
    server.close()


asyncio.run(main(*sys.argv[1:]))
