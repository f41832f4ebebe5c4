import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert } from "../../test/fake-expert.ts";
import { chatService, startTestGateway } from "../../test/start-test-gateway.ts";

const url = "http://192.168.0.1/status.png";
const user = (content: unknown) => [{ role: "user", content }];
const chat = (part: object): object => ({ messages: user([{ type: "text", text: "What is it?" }, part]) });
const message = (block: object): object => ({ model: "auto", max_tokens: 5, messages: user([block]) });
const picture = (source: object): object => ({ type: "image", source });

const asUrl = "Send the file itself, as a data: URL; addresses are not fetched.";
const asData = "Send the file itself, in base64 or as a data: URL; addresses are not fetched.";

test.each<[string, object, string]>([
  ["/v1/chat/completions", chat({ type: "image_url", image_url: { url } }), "messages[0].content[1].image_url.url"],
  ["/v1/chat/completions", chat({ type: "image_url", image_url: url }), "messages[0].content[1].image_url"],
  [
    "/v1/chat/completions",
    chat({ type: "image_url", image_url: { url: "file:///etc/passwd" } }),
    "messages[0].content[1].image_url.url",
  ],
  ["/v1/chat/completions", chat({ type: "video_url", video_url: { url } }), "messages[0].content[1].video_url.url"],
  [
    "/v1/chat/completions",
    chat({ type: "input_audio", input_audio: { data: url, format: "wav" } }),
    "messages[0].content[1].input_audio.data",
  ],
  [
    "/v1/chat/completions",
    chat({ type: "input_video", input_video: { data: "http:1" } }),
    "messages[0].content[1].input_video.data",
  ],
  [
    "/v1/chat/completions",
    chat({ type: "file", file: { file_data: ` ${url}` } }),
    "messages[0].content[1].file.file_data",
  ],
  [
    "/v1/chat/completions/input_tokens",
    chat({ type: "image_url", image_url: { url } }),
    "messages[0].content[1].image_url.url",
  ],
  ["/v1/responses", { input: user([{ type: "input_image", image_url: url }]) }, "input[0].content[0].image_url"],
  [
    "/v1/responses",
    {
      input: [
        {
          type: "function_call_output",
          call_id: "c",
          output: [{ type: "input_audio", input_audio: { data: url, format: "wav" } }],
        },
      ],
    },
    "input[0].output[0].input_audio.data",
  ],
])("%s %j: 400 that names the field, and no expert is asked", async (path, body, param) => {
  const because = param.endsWith("data") ? asData : asUrl;
  const field = param.split("].").at(-1)?.split(".")[0];
  const type = path === "/v1/responses" && field === "image_url" ? "input_image" : field;
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post(path, body);
  expect([answer.status, await answer.json()]).toEqual([
    400,
    {
      error: {
        message: `Invalid value for '${param}' (${type}): ${because}`,
        type: "invalid_request_error",
        param,
        code: "invalid_value",
      },
    },
  ]);
  expect(expert.asked).toEqual([]);
});

test.each<[object, string]>([
  [message(picture({ type: "url", url })), "messages[0].content[0].source.url"],
  [
    message({ type: "tool_result", tool_use_id: "t", content: [picture({ type: "url", url })] }),
    "messages[0].content[0].content[0].source.url",
  ],
])("/v1/messages %j: 400 in Anthropic's form", async (body, param) => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  for (const path of ["/v1/messages", "/v1/messages/count_tokens"]) {
    const answer = await gateway.post(path, body);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      {
        type: "error",
        error: { type: "invalid_request_error", message: `Invalid value for '${param}' (image): ${asUrl}` },
      },
    ]);
  }
  expect(expert.asked).toEqual([]);
});

test("inline files are passed on unchanged", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const content = [
    { type: "image_url", image_url: { url: "data:image/png;base64,aGk=", detail: "low" } },
    { type: "input_audio", input_audio: { data: "UklGRgA=", format: "wav" } },
    { type: "input_audio", input_audio: { data: "data:audio/mpeg;base64,aGk=", format: "mp3" } },
  ];
  const body = { messages: user(content) };
  const answer = await gateway.post("/v1/chat/completions", body);
  expect([answer.status, expert.asked.map((asked) => asked.body)]).toEqual([200, [JSON.stringify(body)]]);
});

test("the OpenAPI document says what is refused", async () => {
  await using gateway = await startTestGateway();
  const text = await (await fetch(`${gateway.url}/openapi.json`)).text();
  const { paths } = JSON.parse(text) as { paths: Record<string, unknown> };
  const withPattern = Object.entries(paths).filter(([, path]) => JSON.stringify(path).includes('"pattern":"^data:"'));
  expect(withPattern.map(([path]) => path)).toEqual([
    "/v1/chat/completions",
    "/v1/chat/completions/input_tokens",
    "/v1/responses",
    "/v1/responses/input_tokens",
    "/v1/messages",
    "/v1/messages/count_tokens",
  ]);
});
