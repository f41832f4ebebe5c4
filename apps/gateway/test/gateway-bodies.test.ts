import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert } from "./fake-expert.ts";
import { chatBody, chatService, startTestGateway } from "./start-test-gateway.ts";

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
