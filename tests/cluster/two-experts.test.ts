import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { sendToService } from "../../lib/cluster/send-to-service.ts";
import { serviceEndpoint } from "../../lib/cluster/service-endpoint.ts";
import { jsonClient } from "../../lib/http/json-client.ts";
import { stackFolder } from "../../lib/paths.ts";
import { hearth } from "../support/hearth.ts";
import { execOnNode } from "../support/lab-node.ts";
import { isThorough } from "../support/thorough.ts";

const stack = "lab-two-experts";
const models = { main: "smollm2-135m-instruct", coding: "qwen2.5-coder-1.5b-instruct" };

interface Answer {
  readonly model?: string;
  readonly choices?: readonly { readonly message: Message }[];
  readonly error?: { readonly message: string };
}
interface Message {
  readonly content: string | null;
  readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: string } }[];
}

async function chat(model: string, content: unknown, more: object = {}): Promise<Answer & { readonly status: number }> {
  const endpoint = await serviceEndpoint(stackFolder(stack), "gateway");
  const headers = { "x-request-timeout": "180s" };
  const gateway = jsonClient((request) => sendToService(endpoint, { ...request, headers, silenceMs: 200_000 }));
  const body = { model, messages: [{ role: "user", content }], max_tokens: 8, ...more };
  const { status, json } = await gateway({ method: "POST", path: "/v1/chat/completions", body });
  return { status, ...(json as Answer) };
}

const tools = [
  {
    type: "function",
    function: {
      name: "get_weather",
      description: "The weather in a city.",
      parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
    },
  },
];

const picture = [
  { type: "text", text: "What is in this picture?" },
  { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
];

/** A gigabyte of weights and a lab of its own, beside the one that all scenarios share. */
describe.runIf(isThorough)("a general expert over two nodes and one for code", () => {
  beforeAll(async () => {
    const up = await hearth(["up"], { stack });
    expect(up.status, up.stderr).toBe(0);
  }, 900_000);
  afterAll(async () => {
    await hearth(["down", "--yes"], { stack });
  });

  test.each([
    ["Write a Python function that reverses a linked list.", models.coding],
    ["Schreibe eine Funktion in Java, die eine Liste sortiert.", models.coding],
    ["Good morning! How are you today?", models.main],
  ])("a question goes to the expert for its subject: %s", async (question, model) => {
    expect(await chat("auto", question)).toMatchObject({ status: 200, model });
  });

  test("the coding expert calls a tool", async () => {
    const answer = await chat("coding", "What is the weather in Paris? Use the tool.", { tools, max_tokens: 60 });
    const call = answer.choices?.[0]?.message.tool_calls?.[0]?.function;
    expect([call?.name, JSON.parse(call?.arguments ?? "{}")]).toEqual(["get_weather", { city: "Paris" }]);
  });

  test.each(["auto", "main", "coding"])(
    "a picture for %s is refused in words, since no model sees it",
    async (model) => {
      const { status, error } = await chat(model, picture);
      expect(status).toBe(400);
      expect(error?.message).toMatch(/^Expert '(main|coding)' takes no pictures\./);
    },
  );

  test("while the coding expert is down the general one answers, and it comes back", async () => {
    // On n3 no other head runs.
    const heads = "grep -lx llama-server /proc/[0-9]*/comm | cut -d/ -f3";
    await execOnNode({ stack, node: "n3" }, `${heads} | xargs -r kill -9`);
    expect(await chat("coding", "Name a colour.")).toMatchObject({ status: 200, model: models.main });
    await waitFor({ what: "the coding expert", limitMs: 180_000, intervalMs: 2_000 }, async () => {
      const { model } = await chat("coding", "Name a colour.", { max_tokens: 2 });
      return model === models.coding ? ready(undefined) : notYet(model ?? "no answer");
    });
  });

  test("nothing is left to change", async () => {
    expect((await hearth(["drift"], { stack })).status).toBe(0);
    const again = await hearth(["up"], { stack });
    expect({ ...again }).toMatchObject({ status: 0, stdout: expect.stringContaining("nothing changed") as string });
  });
});
