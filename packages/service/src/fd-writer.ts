/** What takes bytes and says how many it took; throws with the code EAGAIN while it takes none. */
export type Sink = (bytes: Buffer) => number;

/** A reader that has fallen so far behind loses lines: the gateway is not held up for its log. */
const mostWaitingBytes = 4 * 2 ** 20;
const retryMs = 10;
const longestFlushMs = 500;

/**
 * Writes text to a file descriptor that may be a pipe whose reader is slow. Such a pipe takes a part, or nothing at all; the rest waits
 * here, bounded, and what does not fit is counted and told when there is room again.
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
    if (this.#waitingBytes > 0 && this.#waitingBytes + bytes.length > mostWaitingBytes) {
      this.#droppedLines += lines.split("\n").length - 1;
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#timer === undefined) this.#drain();
  }

  /** Before the process ends: waits for the reader, but not for long. */
  flush(): void {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    for (let waitedMs = 0; waitedMs < longestFlushMs; waitedMs += retryMs) {
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

  /** Nobody reads any more, or the disk is full: there is no place to say so. */
  #forget(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EAGAIN";
