import { connect, type Socket } from "node:net";
import { AnswerReader } from "./answer-reader.ts";

export interface Answer {
  readonly status: number;
  /** On the monotonic clock. */
  readonly firstByteMs: number;
  readonly endMs: number;
  readonly body: () => string;
}

interface Pending {
  readonly reader: AnswerReader;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  firstByteMs: number;
}

const maxWaitMs = 30_000;

/** A kept connection that sends one request at a time. */
export class Connection {
  readonly #socket: Socket;
  #pending: Pending | undefined;
  #closed = false;

  constructor(port: number) {
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.setNoDelay(true);
    this.#socket.setTimeout(maxWaitMs, () => this.#socket.destroy(new Error("no answer in 30 s")));
    this.#socket.on("data", (chunk) => this.#read(chunk));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the connection was closed")));
  }

  get usable(): boolean {
    return !this.#closed;
  }

  /** Rejects where the connection breaks or says nothing for half a minute. */
  send(bytes: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#pending = { reader: new AnswerReader(), resolve, reject, firstByteMs: 0 };
      if (this.#closed) this.#fail(new Error("the connection was closed"));
      else this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#closed = true;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    try {
      const whole = pending.reader.push(chunk);
      if (pending.firstByteMs === 0 && pending.reader.begun) pending.firstByteMs = performance.now();
      if (!whole) return;
    } catch (error) {
      this.#socket.destroy(error as Error);
      return;
    }
    this.#pending = undefined;
    const { reader, firstByteMs } = pending;
    pending.resolve({ status: reader.status, firstByteMs, endMs: performance.now(), body: () => reader.body() });
  }

  #fail(error: Error): void {
    this.#closed = true;
    this.#pending?.reject(error);
    this.#pending = undefined;
  }
}
