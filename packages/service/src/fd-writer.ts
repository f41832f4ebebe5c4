/** Accepts bytes and returns how many it took; throws with code EAGAIN while it can take none. */
export type Sink = (bytes: Buffer) => number;

/** Lines are dropped when the reader is this far behind: a slow log reader must not block the service. */
const maxWaitingBytes = 4 * 2 ** 20;
const retryMs = 10;
const maxFlushMs = 500;

/**
 * Writes text to a file descriptor that may be a pipe with a slow reader. What the pipe does not take is buffered up to a limit; what
 * exceeds the limit is dropped, counted, and reported once there is room again.
 */
export class FdWriter {
  readonly #sink: Sink;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #droppedLines = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** `lines`: whole lines. Does not throw. */
  write(lines: string): void {
    const bytes = Buffer.from(lines);
    if (this.#waitingBytes > 0 && this.#waitingBytes + bytes.length > maxWaitingBytes) {
      this.#droppedLines += lines.split("\n").length - 1;
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#timer === undefined) this.#drain();
  }

  /** Call before the process ends; waits briefly for the reader. */
  flush(): void {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    for (let waitedMs = 0; waitedMs < maxFlushMs; waitedMs += retryMs) {
      this.#drain();
      if (this.#waitingBytes === 0) return;
      Atomics.wait(cell, 0, 0, retryMs);
    }
  }

  #drain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        const taken = this.#sink(next);
        this.#waitingBytes -= taken;
        if (taken === next.length) this.#waiting.shift();
        else this.#waiting[0] = next.subarray(taken);
        if (this.#waitingBytes === 0) this.#tellDropped();
      }
    } catch (error) {
      if (isBusy(error)) this.#timer = setTimeout(() => this.#drain(), retryMs).unref();
      else this.#forget();
    }
  }

  #tellDropped(): void {
    if (this.#droppedLines === 0) return;
    const lines = this.#droppedLines;
    this.#droppedLines = 0;
    const time = new Date().toISOString();
    const told = Buffer.from(`${JSON.stringify({ time, level: "warn", event: "log lines dropped", lines })}\n`);
    this.#waiting.push(told);
    this.#waitingBytes += told.length;
  }

  /** The reader is gone or the disk is full; there is nowhere to report it. */
  #forget(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EAGAIN";
