import type { IncomingMessage, ServerResponse } from "node:http";
import { listen, type Listening } from "./listen.ts";

export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface FakeExpert extends Listening {
  /** The requests so far, in order. */
  readonly asked: readonly Asked[];
  /** Resolves when a caller has closed the connection before its answer was complete. */
  readonly abandoned: Promise<void>;
}

export type Behaviour = (response: ServerResponse, asked: Asked) => void;

/** Where an expert tells about itself. */
const properties: ReadonlySet<string> = new Set(["/props", "/v1/models", "/apply-template"]);

/** A llama-server with the behaviour that a test needs. `told`: what it tells about itself, by path; not counted as asked. */
export async function startFakeExpert(
  behave: Behaviour,
  told: Readonly<Record<string, unknown>> = {},
): Promise<FakeExpert> {
  const asked: Asked[] = [];
  const { promise: abandoned, resolve } = Promise.withResolvers<undefined>();
  const listening = await listen((request, response) => {
    if (properties.has(request.url ?? "")) {
      const said = told[request.url ?? ""];
      answerJson(said ?? {}, said === undefined ? 404 : 200)(response, { path: "", headers: {}, body: "" });
      return;
    }
    const chunks: Buffer[] = [];
    response.once("close", () => {
      if (!response.writableFinished) resolve(undefined);
    });
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const question = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() };
      // The gateway asks for these when an expert is silent; they are no caller's request.
      if (question.path !== "/metrics") asked.push(question);
      behave(response, question);
    });
  });
  return Object.assign(listening, { asked, abandoned });
}

export const chatAnswer = {
  id: "chatcmpl-Zq2",
  object: "chat.completion",
  created: 1_785_000_000,
  model: "smollm2",
  choices: [
    { index: 0, finish_reason: "stop", message: { role: "assistant", content: "The capital of France is Paris." } },
  ],
  usage: { prompt_tokens: 31, completion_tokens: 8, total_tokens: 39 },
};

/** Answers every request with one JSON value. */
export const answerJson =
  (value: unknown, status = 200): Behaviour =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(value));
  };

export const eventStream = { "content-type": "text/event-stream" };

/** Streams bytes in pieces of `size`, each in its own write, so that events and characters are cut anywhere. */
export const streamPieces =
  (bytes: Buffer, size: number): Behaviour =>
  (response) => {
    response.writeHead(200, eventStream);
    let offset = 0;
    const next = (): void => {
      if (offset >= bytes.length) response.end();
      else response.write(bytes.subarray(offset, (offset += size)), () => setImmediate(next));
    };
    next();
  };
