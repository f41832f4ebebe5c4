"""Calls a gateway (HEARTH_URL, HEARTH_KEY) with the official Python clients and prints what they made of its answers, as JSON."""

import json
import os

import anthropic
import openai

url, key = os.environ["HEARTH_URL"], os.environ["HEARTH_KEY"]
ai = openai.OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0)
claude = anthropic.Anthropic(base_url=url, api_key=key, max_retries=0)
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


def count_tokens():
    return claude.messages.count_tokens(model="auto", messages=question).input_tokens


def claude_models():
    return [m.id for m in claude.models.list()]


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
    ):
        try:
            call()
            seen.append("no error")
        except (openai.APIStatusError, anthropic.APIStatusError) as error:
            seen.append([type(error).__name__, error.status_code])
    return seen


calls = [chat, chat_stream, completion, embedding, models, response, response_stream, input_tokens, speech, transcription]
calls += [image, message, message_stream, count_tokens, claude_models, errors]
print(json.dumps({call.__name__: call() for call in calls}))
