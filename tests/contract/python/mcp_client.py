"""Asks a memory service (HEARTH_URL, HEARTH_KEY) by MCP with the official SDK; prints what worked, as JSON."""

import asyncio
import json
import os

import httpx2
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

url, key = os.environ["HEARTH_URL"], os.environ["HEARTH_KEY"]


async def ask():
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http,
        streamable_http_client(url, http_client=http) as (read, write, *_),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        tools = (await session.list_tools()).tools
        await session.call_tool("memory_add", {"text": "My cat is called Minka"})
        found = await session.call_tool("memory_search", {"query": "cat"})
        return {"list": any(tool.name == "memory_add" for tool in tools), "call": "Minka" in str(found)}


try:
    result = asyncio.run(ask())
except Exception as error:
    result = f"{type(error).__name__}: {error}"[:600]
print(json.dumps({"mcp": result}))
