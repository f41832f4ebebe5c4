import fc from "fast-check";
import { expect, test } from "vitest";
import { everyKind, everyService } from "./every-kind.ts";
import { startFakeExpert } from "./fake-expert.ts";
import { answersIn, rawRequest } from "./raw-request.ts";
import { chatBody, startTestGateway, testKey } from "./start-test-gateway.ts";

const body = JSON.stringify(chatBody);
const lines: readonly string[] = [
  "POST /v1/chat/completions HTTP/1.1\r\n",
  "GET /v1/models HTTP/1.1\r\n",
  "host: x\r\n",
  `authorization: Bearer ${testKey}\r\n`,
  `content-length: ${body.length}\r\n`,
  "content-length: 0\r\n",
  "transfer-encoding: chunked\r\n",
  "expect: 100-continue\r\n",
  "upgrade: websocket\r\nconnection: upgrade\r\n",
  "\r\n",
  `${body.length.toString(16)}\r\n${body}\r\n`,
  "0\r\n\r\n",
  body,
];

/** Noise, pieces of requests in any order, and whole requests with a byte changed. */
const stream = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.array(fc.constantFrom(...lines), { maxLength: 10 }).map((chosen) => Buffer.from(chosen.join(""))),
  fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => {
    const [post = "", , host = "", key = "", length = ""] = lines;
    const bytes = Buffer.from(`${post}${host}${key}${length}\r\n${body}`);
    bytes[at % bytes.length] = byte;
    return bytes;
  }),
);

test(
  "any bytes get an answer in the API's form or none, and the gateway keeps working",
  { timeout: 30_000 },
  async () => {
    await using expert = await startFakeExpert(everyKind);
    await using gateway = await startTestGateway({
      services: everyService(expert.port),
      timeouts: { headersMs: 40, requestMs: 60, keepAliveMs: 30 },
    });
    const { port } = gateway.gateway.address;
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(stream, { minLength: 4, maxLength: 6 }), async (streams) => {
        const answers = await Promise.all(streams.map((bytes) => rawRequest(port, bytes)));
        for (const answer of answers.flatMap(answersIn)) seen.add(answer);
      }),
      { numRuns: 12 },
    );
    const own = /^(?:none|100|200|4\d\d \w+|431 headers_too_large)$/;
    expect([...seen].filter((answer) => !own.test(answer))).toEqual([]);
    // The time limits are short, so a busy machine may miss them sometimes.
    await expect.poll(async () => (await gateway.post("/v1/chat/completions", chatBody)).status).toBe(200);
    expect(gateway.lines.filter((line) => line.includes('"event":"bug"'))).toEqual([]);
  },
);
