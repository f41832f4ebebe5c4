import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { EventSplitter } from "../../api/shared/event-splitter.ts";
import type { Hold } from "../server/body-room.ts";
import { ApiError } from "../../domain/api-error.ts";
import { eventData } from "@hearth/service/http/event-data.ts";

/** Sends a chat request; resolves to a stream of events, or an error as JSON. */
export type Ask = (body: Buffer, signal: AbortSignal) => Promise<IncomingMessage>;

/** The expert is paused while more than this waits for a slow reader. */
const maxWaitingBytes = 2 ** 20;

/** How long the other side may take to answer a close. */
const closeMs = 1_000;

/**
 * One caller's socket. Each text frame is the body of a chat request, answered by a frame per event and `[DONE]` at the end; an error
 * is one frame in OpenAI's form. One request at a time, but one more may wait: a caller that has seen `[DONE]` may send the next
 * before the answer has fully ended. When the socket closes, the expert stops working.
 */
export class ChatSocket {
  readonly #socket: WebSocket;
  readonly #ask: Ask;
  /** Where the request that waits is counted; the running one is counted like any other. */
  readonly #room: Hold;
  #running: AbortController | undefined;
  #waiting: Buffer | undefined;
  #finishing = false;

  constructor(socket: WebSocket, ask: Ask, room: Hold) {
    this.#socket = socket;
    this.#ask = ask;
    this.#room = room;
    socket.on("message", (data, isBinary) => this.#onFrame(isBinary ? undefined : streamed(data as Buffer)));
    socket.on("close", () => {
      this.#running?.abort();
      this.#room.giveBack();
    });
    socket.on("error", () => socket.terminate());
  }

  /** Closes the socket once the current answer is complete. */
  finish(): void {
    this.#finishing = true;
    if (this.#running !== undefined) return;
    this.#socket.close(1_001);
    setTimeout(() => this.#socket.terminate(), closeMs).unref();
  }

  #onFrame(body: Buffer | undefined): void {
    if (body === undefined) {
      this.#fail(new ApiError("invalid_json", "Send text frames that hold a chat request as JSON."));
    } else if (this.#waiting !== undefined || this.#finishing) {
      this.#fail(new ApiError("bad_request", "One request at a time: send the next one when this one is answered."));
    } else if (this.#running !== undefined) this.#wait(body);
    else void this.#answer(body);
  }

  #wait(body: Buffer): void {
    try {
      this.#room.grow(body.length);
      this.#waiting = body;
    } catch (error) {
      this.#fail(error as ApiError);
    }
  }

  async #answer(body: Buffer): Promise<void> {
    this.#running = new AbortController();
    const { signal } = this.#running;
    try {
      const response = await this.#ask(body, signal);
      const isStream = String(response.headers["content-type"]).startsWith("text/event-stream");
      await (isStream ? relayEvents(response, this.#socket) : relayWhole(response, this.#socket));
    } catch {
      if (!signal.aborted) this.#fail(new ApiError("internal_error", "Internal error."));
    }
    this.#running = undefined;
    const next = this.#waiting;
    this.#waiting = undefined;
    this.#room.giveBack();
    if (next !== undefined && !signal.aborted) void this.#answer(next);
    else if (this.#finishing) this.finish();
  }

  #fail(error: ApiError): void {
    this.#socket.send(JSON.stringify(error));
  }
}

/** The request with `stream` set; undefined if it is not a JSON object. */
function streamed(frame: Buffer): Buffer | undefined {
  try {
    const body: unknown = JSON.parse(frame.toString());
    if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
    return Buffer.from(JSON.stringify({ ...body, stream: true }));
  } catch {
    return undefined;
  }
}

async function relayEvents(response: IncomingMessage, socket: WebSocket): Promise<void> {
  const events = new EventSplitter();
  for await (const chunk of response) {
    for (const data of eventData(events.push(chunk as Buffer))) await send(socket, data);
  }
}

async function relayWhole(response: IncomingMessage, socket: WebSocket): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  await send(socket, Buffer.concat(chunks).toString());
}

/** Resolves at once while the reader keeps up, else when it has caught up. */
function send(socket: WebSocket, text: string): Promise<void> | void {
  if (socket.bufferedAmount < maxWaitingBytes) {
    socket.send(text);
    return;
  }
  return new Promise((resolve) => socket.send(text, () => resolve()));
}
