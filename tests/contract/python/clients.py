"""Calls a gateway (HEARTH_URL, HEARTH_KEY) with the official Python clients and prints what they made of its answers, as JSON."""

import json
import os

import anthropic
import ollama
import openai

url, key = os.environ["HEARTH_URL"], os.environ["HEARTH_KEY"]
ai = openai.OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0)
claude = anthropic.Anthropic(base_url=url, api_key=key, max_retries=0)
llama = ollama.Client(host=url, headers={"Authorization": f"Bearer {key}"})
question = [{"role": "user", "content": "What is the capital of France?"}]
schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def chat():
    answer = ai.chat.completions.create(model="auto", messages=question, temperature=0)
    return answer.choices[0].message.content


def chat_stream():
    options = {"include_usage": True}
    stream = ai.chat.completions.create(model="auto", messages=question, stream=True, stream_options=options)
    chunks = list(stream)
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    return [text, chunks[-1].usage.total_tokens]


def completion():
    return ai.completions.create(model="smollm2", prompt="Hello").choices[0].text


def embedding():
    return ai.embeddings.create(model="embedding", input="A", encoding_format="float").data[0].embedding


def models():
    return [[m.id for m in ai.models.list()], ai.models.retrieve("smollm2").owned_by]


def response():
    answer = ai.responses.create(model="auto", input="What is the capital of France?")
    return [answer.output_text, answer.status, answer.usage.total_tokens]


def response_stream():
    tools = [{"type": "function", "name": "get_weather", "parameters": schema, "strict": True}]
    with ai.responses.stream(model="auto", input="Weather?", tools=tools) as stream:
        types = [event.type for event in stream]
        final = stream.get_final_response()
    calls = [[item.name, item.arguments] for item in final.output if item.type == "function_call"]
    return [types[0], types[-1], final.output_text, calls]


def conversation():
    first = ai.responses.create(model="auto", input="What is the capital of France?")
    second = ai.responses.create(model="auto", input="Sure?", previous_response_id=first.id)
    kept = ai.responses.retrieve(first.id).output_text
    items = [item.content[0].text for item in ai.responses.input_items.list(second.id)]
    ai.responses.delete(first.id)
    try:
        ai.responses.retrieve(first.id)
    except openai.NotFoundError as error:
        return [second.output_text, kept, items, error.code]


def left_out():
    tools = [{"type": "custom", "name": "apply_patch"}, {"type": "web_search"}]
    raw = ai.responses.with_raw_response.create(model="auto", input="Hi", tools=tools)
    return [raw.headers["x-hearth-warnings"], raw.parse().status]


def input_tokens():
    return ai.responses.input_tokens.count(model="auto", input="Hi").input_tokens


def speech():
    return ai.audio.speech.create(model="speech", voice="alloy", input="Good morning.").content.hex()


def transcription():
    return ai.audio.transcriptions.create(model="transcription", file=("a.mp3", b"ID3")).text


def image():
    return ai.images.generate(model="image", prompt="A morning.").data[0].b64_json


def message():
    answer = claude.messages.create(model="auto", max_tokens=64, system="Be brief.", messages=question)
    return [answer.content[0].text, answer.stop_reason, answer.usage.input_tokens]


def message_stream():
    tools = [{"name": "get_weather", "input_schema": schema}]
    with claude.messages.stream(model="auto", max_tokens=64, messages=question, tools=tools) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    calls = [[block.name, block.input] for block in final.content if block.type == "tool_use"]
    return [text, final.stop_reason, calls, final.usage.output_tokens]


def late_system_message():
    late = [*question, {"role": "system", "content": "Be brief."}]
    answer = claude.messages.create(model="auto", max_tokens=64, messages=late)
    return [answer.content[0].text, bool(answer._request_id)]


def count_tokens():
    return claude.messages.count_tokens(model="auto", messages=question).input_tokens


def claude_models():
    return [m.id for m in claude.models.list()]


def ollama_chat():
    answer = llama.chat(model="smollm2:latest", messages=question, options={"num_predict": 64}, format=schema)
    return [answer.message.content, answer.done_reason, answer.prompt_eval_count, answer.eval_count]


def ollama_stream():
    parts = list(llama.chat(model="auto", messages=question, stream=True, think=False))
    return ["".join(p.message.content or "" for p in parts), parts[-1].done, parts[-1].eval_count]


def ollama_tools():
    tool = {"type": "function", "function": {"name": "get_weather", "parameters": schema}}
    parts = list(llama.chat(model="auto", messages=question, tools=[tool], stream=True))
    calls = [call for p in parts for call in p.message.tool_calls or []]
    return [[call.function.name, call.function.arguments] for call in calls]


def ollama_generate():
    return llama.generate(model="auto", prompt="What is the capital of France?", system="Be brief.").response


def ollama_embed():
    return [llama.embed(model="embedding", input=["A"]).embeddings, llama.embeddings(model="embedding", prompt="A").embedding]


def ollama_models():
    return [[m.model for m in llama.list().models], [m.model for m in llama.ps().models], llama.show("chat").capabilities]


def errors():
    seen = []
    wrong = openai.OpenAI(base_url=f"{url}/v1", api_key="hearth_wrong", max_retries=0)
    stranger = anthropic.Anthropic(base_url=url, api_key="hearth_wrong", max_retries=0)
    for call in (
        lambda: ai.chat.completions.create(model="gpt-9", messages=question),
        lambda: wrong.models.list(),
        lambda: ai.chat.completions.create(model="auto", messages=[]),
        lambda: claude.messages.create(model="gpt-9", max_tokens=8, messages=question),
        lambda: stranger.messages.create(model="auto", max_tokens=8, messages=question),
        lambda: claude.messages.create(model="auto", max_tokens=8, messages=[]),
        lambda: llama.chat(model="gpt-9", messages=question),
        lambda: ollama.Client(host=url).list(),
        lambda: llama.pull("smollm2"),
    ):
        try:
            call()
            seen.append("no error")
        except ollama.ResponseError as error:
            seen.append([type(error).__name__, error.status_code])
        except (openai.APIStatusError, anthropic.APIStatusError) as error:
            seen.append([type(error).__name__, error.status_code])
    return seen


calls = [chat, chat_stream, completion, embedding, models, response, response_stream, conversation, left_out]
calls += [input_tokens, speech, transcription, image, message, message_stream, late_system_message, count_tokens]
calls += [claude_models, ollama_chat, ollama_stream, ollama_tools, ollama_generate, ollama_embed, ollama_models, errors]
print(json.dumps({call.__name__: call() for call in calls}))
