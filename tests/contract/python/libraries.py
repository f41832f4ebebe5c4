"""Calls a gateway (HEARTH_URL, HEARTH_KEY) with agent libraries, as their documentation shows; prints what worked, as JSON."""

import asyncio
import json
import os

url, key = os.environ["HEARTH_URL"] + "/v1", os.environ["HEARTH_KEY"]
os.environ["OPENAI_BASE_URL"], os.environ["OPENAI_API_KEY"] = url, key
question = "What is the capital of France? Answer in one sentence."
about = "What is the weather in Bern?"


def langchain():
    from langchain_core.tools import tool
    from langchain_openai import ChatOpenAI
    from pydantic import BaseModel

    class City(BaseModel):
        name: str

    @tool
    def weather(city: str) -> str:
        """The weather in a city."""
        return "sunny"

    chat = ChatOpenAI(model="auto", temperature=0, max_tokens=300)
    return {
        "chat": "Paris" in chat.invoke(question).content,
        "stream": len([chunk for chunk in chat.stream(question) if chunk.content]) > 1,
        "tools": chat.bind_tools([weather], tool_choice="any").invoke(about).tool_calls[0]["name"],
        "structured": type(chat.with_structured_output(City).invoke(question)).__name__,
    }


async def agents():
    from agents import Agent, ModelSettings, Runner, function_tool, set_tracing_disabled
    from pydantic import BaseModel

    set_tracing_disabled(True)

    class City(BaseModel):
        name: str

    @function_tool
    def weather(city: str) -> str:
        """The weather in a city."""
        return "sunny"

    settings = ModelSettings(temperature=0, max_tokens=300)
    forced = ModelSettings(temperature=0, max_tokens=300, tool_choice="required")
    plain = await Runner.run(Agent(name="a", model="auto", model_settings=settings), question)
    tooled = Agent(name="b", model="auto", model_settings=forced, tools=[weather], tool_use_behavior="stop_on_first_tool")
    structured = Agent(name="c", model="auto", model_settings=settings, output_type=City)
    stream = Runner.run_streamed(Agent(name="d", model="auto", model_settings=settings), question)
    deltas = [e async for e in stream.stream_events() if getattr(getattr(e, "data", None), "type", "") == "response.output_text.delta"]
    return {
        "chat": "Paris" in plain.final_output,
        "stream": len(deltas) > 1,
        "tools": (await Runner.run(tooled, about)).final_output,
        "structured": type((await Runner.run(structured, question)).final_output).__name__,
    }


def pydantic_ai():
    from pydantic import BaseModel
    from pydantic_ai import Agent, NativeOutput, ToolOutput

    class City(BaseModel):
        name: str

    model, settings = "openai-chat:auto", {"temperature": 0, "max_tokens": 300}
    return {
        "chat": "Paris" in Agent(model, model_settings=settings).run_sync(question).output,
        "tools": type(Agent(model, output_type=ToolOutput(City), model_settings=settings).run_sync(question).output).__name__,
        "structured": type(Agent(model, output_type=NativeOutput(City), model_settings=settings).run_sync(question).output).__name__,
    }


def attempt(run):
    try:
        return run()
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:600]


libraries = {
    "langchain-openai": langchain,
    "openai-agents": lambda: asyncio.run(agents()),
    "pydantic-ai-slim": pydantic_ai,
}
print(json.dumps({name: attempt(run) for name, run in libraries.items()}))
