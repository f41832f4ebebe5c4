import { expect, test } from "vitest";
import { parseChat } from "./parse-chat.ts";

const parse = (chat: object, headers = {}) => parseChat(Buffer.from(JSON.stringify(chat)), headers);
const user = (content: unknown) => ({ role: "user", content });

test("a chat's needs, length and session", () => {
  const inference = parse({
    messages: [
      { role: "system", content: "x".repeat(40) },
      user([
        { type: "text", text: "What is this?" },
        { type: "image_url", image_url: { url: "data:," } },
      ]),
    ],
    tools: [{ type: "function", function: { name: "f" } }],
    response_format: { type: "json_schema", json_schema: {} },
    max_completion_tokens: 5,
    temperature: 0.2,
    stream: true,
    user: "me",
  });
  expect(inference).toEqual({
    body: expect.any(Buffer) as Buffer,
    text: expect.any(Function) as () => string,
    json: expect.any(Function) as () => object,
    api: "chat",
    path: "/v1/chat/completions",
    kind: "chat",
    model: undefined,
    stream: true,
    needs: { tools: true, vision: true, audio: false, jsonSchema: true },
    promptTokens: 25 + 256,
    maxTokens: 5,
    temperature: 0.2,
    session: "me",
  });
  expect(inference.text()).toBe("What is this?");
  expect(JSON.parse(inference.body.toString())).toEqual(inference.json());
});

test("the session header takes precedence over the body; the last user message is the text", () => {
  const inference = parse(
    { messages: [user("first"), { role: "assistant", content: "ok" }, user("y".repeat(9_000))], user: "me" },
    { "x-session-id": "s".repeat(300) },
  );
  expect([inference.session, inference.text()]).toEqual(["s".repeat(256), "y".repeat(8_000)]);
});

test.each<[object, boolean, boolean]>([
  [{ type: "text", text: "a" }, false, false],
  [{ type: "refusal", refusal: "a" }, false, false],
  [{ type: "image_url", image_url: { url: "data:," }, text: "a" }, true, false],
  [{ type: "input_audio", input_audio: { data: "AA" }, text: "a" }, false, true],
  [{ type: "text", text: "a", image_url: { url: "data:," } }, true, true],
  [{ type: "file", file: { file_data: "AA" }, text: "a" }, true, true],
  [{ type: "video_url", video_url: { url: "data:," }, text: "a" }, true, true],
  [{ type: "new_kind", text: "a" }, true, true],
])("the part %o counts as what it holds, not as the text beside it", (part, vision, audio) => {
  expect(parse({ messages: [user([part])] }).needs).toMatchObject({ vision, audio });
});
