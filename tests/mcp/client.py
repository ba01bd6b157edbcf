"""The official Python client, in the era of the fourth argument: lists and calls tools, and hears of mail.

Arguments: URL, key, address, `auto` or `legacy`. Prints what it saw, as JSON lines.
"""

import asyncio
import json
import sys

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client


def say(**what):
    print(json.dumps(what), flush=True)


async def main(url, key, address, mode):
    headers = {"Authorization": f"Bearer {key}"}
    updated = asyncio.Event()

    async def heard(message):
        if "resources/updated" in str(getattr(getattr(message, "root", message), "method", "")):
            updated.set()

    timeout = httpx2.Timeout(30, read=300)
    async with httpx2.AsyncClient(headers=headers, timeout=timeout) as http:
        transport = streamable_http_client(url, http_client=http)
        async with Client(transport, mode=mode, message_handler=heard) as client:
            tools = (await client.list_tools()).tools
            me = await client.call_tool("who_am_i", {})
            listed = await client.call_tool("list_messages", {"address": address})
            ready = {"tools": len(tools), "account": me.structured_content["account"]["id"]}
            ready["messages"] = len(listed.structured_content["messages"])
            uri = f"warren://inboxes/{address}"
            if mode == "legacy":
                await client.session.subscribe_resource(uri)
                say(ready=True, version=client.protocol_version, **ready)
                await asyncio.wait_for(updated.wait(), 20)
            else:
                async with client.listen(resource_subscriptions=[uri]) as subscription:
                    say(ready=True, version=client.protocol_version, **ready)
                    async for _ in subscription:
                        break
            say(updated=uri)


asyncio.run(main(*sys.argv[1:]))
