import { createServer, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/*
 * An expert that needs no time: `node instant-upstream.ts [--slow MILLISECONDS]`. Answers every POST with one chat answer, or, where
 * `"stream":true` is asked, with numbered events, and every GET with the list of its one model. Prints its port.
 */

const slowMs = Number(process.argv[process.argv.indexOf("--slow") + 1]) || 0;
const created = 1_785_000_000;

const answer = Buffer.from(
  JSON.stringify({
    id: "chatcmpl-bench",
    object: "chat.completion",
    created,
    model: "bench",
    choices: [
      { index: 0, finish_reason: "stop", message: { role: "assistant", content: "The capital of France is Paris." } },
    ],
    usage: { prompt_tokens: 31, completion_tokens: 8, total_tokens: 39 },
  }),
);

const models = JSON.stringify({ object: "list", data: [{ id: "bench", object: "model", created, owned_by: "bench" }] });

const event = (delta: object, finish: string | null): string =>
  `data: ${JSON.stringify({
    id: "chatcmpl-bench",
    object: "chat.completion.chunk",
    created,
    model: "bench",
    choices: [{ index: 0, finish_reason: finish, delta }],
  })}\n\n`;

/** `max_tokens` events, `seed` milliseconds apart. */
async function stream(response: ServerResponse, body: string): Promise<void> {
  const { max_tokens: count, seed: pauseMs } = JSON.parse(body) as { max_tokens: number; seed: number };
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (let number = 0; number < count; number += 1) {
    if (number > 0) await sleep(pauseMs);
    response.write(event({ content: `${number} ` }, null));
  }
  response.end(`${event({}, "stop")}data: [DONE]\n\n`);
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  if (request.method === "GET") {
    response.writeHead(200, { "content-type": "application/json" }).end(models);
    return;
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    if (body.includes('"stream":true') || body.includes('"stream": true')) void stream(response, body);
    else {
      const send = (): void => {
        response.writeHead(200, { "content-type": "application/json", "content-length": answer.length });
        response.end(answer);
      };
      if (slowMs > 0) setTimeout(send, slowMs);
      else send();
    }
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? (address?.port ?? 0) : 0}\n`);
});
