import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert } from "./fake-expert.ts";
import { chatBody, chatService, startTestGateway, testKey } from "./start-test-gateway.ts";

const large = { ...chatBody, messages: [{ role: "user", content: "x".repeat(3_000) }] };

/** Chunked, without a content length. */
const inChunks = (body: unknown) => ({
  method: "POST",
  body: new Blob([JSON.stringify(body)]).stream(),
  duplex: "half" as const,
});

test.each(["with its length", "in chunks"])(
  "large requests at once, %s: the one too many is refused, the next is not",
  async (how) => {
    const answers: (() => void)[] = [];
    await using expert = await startFakeExpert((response, asked) => {
      answers.push(() => answerJson(chatAnswer)(response, asked));
    });
    await using gateway = await startTestGateway({
      services: { "expert-chat": chatService(expert) },
      config: { limits: { bodyBytes: 4_096, bodiesBytes: 5_000 } },
    });
    const ask = () =>
      how === "in chunks"
        ? gateway.fetch("/v1/chat/completions", inChunks(large))
        : gateway.post("/v1/chat/completions", large);
    const first = ask();
    await expect.poll(() => answers.length).toBe(1);
    const refused = await ask();
    expect([refused.status, await refused.json()]).toMatchObject([503, { error: { code: "overloaded" } }]);
    answers[0]?.();
    expect((await first).status).toBe(200);
    const next = ask();
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.();
    expect((await next).status).toBe(200);
  },
);

test("unfinished uploads of one key are counted as they arrive: 429, and others are served", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    bodyBytes: 4_096,
    config: { limits: { bodyBytes: 4_096, bodiesBytes: 30_000, bodiesPerKeyBytes: 10_000 } },
  });
  const open = Array.from({ length: 4 }, () => {
    const socket = connect(gateway.gateway.address.port, "127.0.0.1").on("error", () => undefined);
    const piece = "x".repeat(3_000);
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${testKey}\r\ntransfer-encoding: chunked\r\n\r\n` +
        `${piece.length.toString(16)}\r\n${piece}\r\n`,
    );
    return socket;
  });
  const answers = open.map((socket) => {
    let text = "";
    socket.on("data", (data) => (text += data.toString()));
    return () => text;
  });
  await expect.poll(() => answers.filter((text) => text().startsWith("HTTP/1.1 429")).length).toBe(1);
  expect(answers.map((text) => text()).join("")).toContain("This key has too many large requests in progress.");
  expect((await gateway.post("/v1/chat/completions", chatBody)).status).toBe(200);
  for (const socket of open) socket.destroy();
});

test("connections too many of one address get 429, and are closed", async () => {
  await using gateway = await startTestGateway({ config: { limits: { connectionsPerAddress: 8 } } });
  const idle = Array.from({ length: 8 }, () =>
    connect(gateway.gateway.address.port, "127.0.0.1").on("error", () => undefined),
  );
  await Promise.all(idle.map((socket) => once(socket, "connect")));
  await expect
    .poll(async () => (await fetch(`${gateway.url}/health`, { headers: { connection: "close" } })).status)
    .toBe(429);
  for (const socket of idle) socket.destroy();
  await expect
    .poll(async () => (await fetch(`${gateway.url}/health`, { headers: { connection: "close" } })).status)
    .toBe(200);
});
