import { beforeAll, expect, test } from "vitest";
import { everyKind, everyService } from "../../apps/gateway/test/every-kind.ts";
import { startFakeExpert } from "../../apps/gateway/test/fake-expert.ts";
import { chatBody, startTestGateway } from "../../apps/gateway/test/start-test-gateway.ts";
import { startTestMemory } from "../../apps/memory/test/start-test-memory.ts";
import { faultsOfMetrics } from "./promtool.ts";

// The first time the tool is fetched.
beforeAll(() => faultsOfMetrics(""), 300_000);

test("Prometheus' own check sees what is wrong", async () => {
  expect(await faultsOfMetrics("# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n")).toContain("a_total");
  expect(await faultsOfMetrics('a{b="c} 1\n')).toContain("error");
});

test("the gateway's metrics are right, with something in every family that a request fills", async () => {
  await using expert = await startFakeExpert(everyKind);
  await using gateway = await startTestGateway({
    services: everyService(expert.port),
    config: { cache: { exact: true } },
  });
  const chat = "/v1/chat/completions";
  const bodies = [chatBody, { ...chatBody, temperature: 0 }, { ...chatBody, stream: true }, { ...chatBody, n: 2 }, {}];
  for (const body of bodies) await (await gateway.post(chat, body)).arrayBuffer();
  await (await gateway.post("/v1/embeddings", { model: "smollm2", input: 'a"\\\n' })).arrayBuffer();
  const page = await (await gateway.fetch("/metrics")).text();
  expect(page).toMatch(/^hearth_gateway_time_to_first_token_seconds_count\{model="smollm2"\} 1$/m);
  expect(await faultsOfMetrics(page)).toBe("");
});

test("so are the memory service's", async () => {
  const memory = await startTestMemory();
  try {
    await memory.send("POST /v1/memories", { user: "ada", text: "Likes tea." });
    await memory.send("GET /nothing");
    const page = String((await memory.send("GET /metrics")).body["text"]);
    expect(page).toMatch(/^hearth_memory_requests_total\{/m);
    expect(await faultsOfMetrics(page)).toBe("");
  } finally {
    await memory.close();
  }
});
