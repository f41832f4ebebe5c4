const empty: Buffer = Buffer.alloc(0);
/** An event larger than this is passed on in pieces; nothing is held without bound. */
const longestEventBytes = 2 ** 20;

/**
 * Passes server-sent events on as whole events. Bytes after the last blank line wait for the rest of their event: half an
 * event is of no use to a caller, and when the upstream dies in the middle of one, an error event can follow cleanly.
 * Works on bytes, so a chunk may end inside a character.
 */
export class EventSplitter {
  #held = empty;

  /** The bytes that complete events so far; may be empty. */
  push(chunk: Buffer): Buffer {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const end = bytes.length > longestEventBytes ? bytes.length : endOfLastEvent(bytes);
    this.#held = bytes.subarray(end);
    return bytes.subarray(0, end);
  }

  /** What is left when the upstream has ended well without a last blank line. */
  rest(): Buffer {
    return this.#held;
  }
}

function endOfLastEvent(bytes: Buffer): number {
  const lineFeeds = bytes.lastIndexOf("\n\n");
  const carriageReturns = bytes.lastIndexOf("\r\n\r\n");
  return Math.max(lineFeeds === -1 ? 0 : lineFeeds + 2, carriageReturns === -1 ? 0 : carriageReturns + 4);
}
