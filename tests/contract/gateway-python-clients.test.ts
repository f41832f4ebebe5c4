import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { everyKind, everyService } from "../../apps/gateway/test/every-kind.ts";
import { startFakeExpert } from "../../apps/gateway/test/fake-expert.ts";
import { startTestGateway, testKey } from "../../apps/gateway/test/start-test-gateway.ts";
import { pythonEnvironment } from "./python/environment.ts";

const run = promisify(execFile);

test("the official Python clients understand every answer", { timeout: 600_000 }, async () => {
  const programs = await pythonEnvironment();
  await using expert = await startFakeExpert(everyKind);
  await using gateway = await startTestGateway({ services: everyService(expert.port) });
  const script = join(import.meta.dirname, "python/clients.py");
  const { stdout } = await run(join(programs, "python"), [script], {
    env: { HEARTH_URL: gateway.url, HEARTH_KEY: testKey },
    timeout: 60_000,
  });
  expect(JSON.parse(stdout)).toEqual({
    chat: "The capital of France is Paris.",
    chat_stream: ["Zürich liegt am See 🏔️ – 東京.", 30],
    completion: " world",
    embedding: [0.5, -0.25, 1],
    models: [["smollm2", "auto"], "hearth"],
    response: ["The capital of France is Paris.", "completed", 39],
    response_stream: [
      "response.created",
      "response.completed",
      "Let me look.",
      [
        ["get_weather", '{"city":"Zürich"}'],
        ["get_weather", '{"city":"Bern"}'],
      ],
    ],
    conversation: [
      "The capital of France is Paris.",
      "The capital of France is Paris.",
      ["Sure?"],
      "response_not_found",
    ],
    left_out: ["left out: the tool web_search, which is not available here", "completed"],
    input_tokens: 31,
    speech: "49443300ff",
    transcription: "Good morning.",
    image: "aGk=",
    message: ["The capital of France is Paris.", "end_turn", 31],
    message_stream: [
      "Let me look.",
      "tool_use",
      [
        ["get_weather", { city: "Zürich" }],
        ["get_weather", { city: "Bern" }],
      ],
      30,
    ],
    late_system_message: ["The capital of France is Paris.", true],
    count_tokens: 31,
    claude_models: ["smollm2", "auto"],
    ollama_chat: ['{"city":"Paris"}', "stop", 31, 8],
    ollama_stream: ["Zürich liegt am See 🏔️ – 東京.", true, 9],
    ollama_tools: [
      ["get_weather", { city: "Zürich" }],
      ["get_weather", { city: "Bern" }],
    ],
    ollama_generate: "The capital of France is Paris.",
    ollama_embed: [[[0.5, -0.25, 1]], [0.5, -0.25, 1]],
    ollama_models: [
      ["smollm2", "auto"],
      ["smollm2", "auto"],
      ["completion", "tools"],
    ],
    errors: [
      ["NotFoundError", 404],
      ["AuthenticationError", 401],
      ["BadRequestError", 400],
      ["NotFoundError", 404],
      ["AuthenticationError", 401],
      ["BadRequestError", 400],
      ["ResponseError", 404],
      ["ResponseError", 401],
      ["ResponseError", 404],
    ],
  });
});
