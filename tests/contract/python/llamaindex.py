"""Calls a gateway (HEARTH_URL, HEARTH_KEY) with LlamaIndex, as its documentation shows; prints what worked, as JSON."""

import asyncio
import json
import os

from llama_index.core.llms import ChatMessage
from llama_index.core.tools import FunctionTool
from llama_index.llms.openai_like import OpenAILike
from pydantic import BaseModel

question = "What is the capital of France? Answer in one sentence."
about = "What is the weather in Bern?"


class City(BaseModel):
    name: str


def weather(city: str) -> str:
    """The weather in a city."""
    return "sunny"


async def llamaindex():
    llm = OpenAILike(
        model="auto",
        api_base=os.environ["HEARTH_URL"] + "/v1",
        api_key=os.environ["HEARTH_KEY"],
        is_chat_model=True,
        is_function_calling_model=True,
        temperature=0,
        max_tokens=300,
    )
    messages = [ChatMessage(role="user", content=question)]
    tools = [FunctionTool.from_defaults(weather)]
    called = llm.chat_with_tools(tools, user_msg=about, tool_required=True)
    return {
        "chat": "Paris" in llm.chat(messages).message.content,
        "stream": len([chunk async for chunk in await llm.astream_chat(messages)]) > 1,
        "tools": llm.get_tool_calls_from_response(called)[0].tool_name,
        "structured": type(llm.as_structured_llm(City).chat(messages).raw).__name__,
    }


try:
    found = asyncio.run(llamaindex())
except Exception as error:
    found = f"{type(error).__name__}: {error}"[:600]
print(json.dumps({"llama-index-llms-openai-like": found}))
