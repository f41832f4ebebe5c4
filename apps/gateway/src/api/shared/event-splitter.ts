/** A larger event is passed on in pieces, so that the buffer stays bounded. */
const maxEventBytes = 2 ** 20;
/** A blank line is at most four bytes, so three of them may be in earlier chunks. */
const overlapBytes = 3;

/**
 * Passes server-sent events on as whole events. Bytes after the last blank line wait for the rest of their event, so that an error
 * event can follow cleanly when the upstream dies in the middle of one. Works on bytes, so a chunk may end inside a character.
 */
export class EventSplitter {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #overlap: Buffer = Buffer.alloc(0);

  /** The whole events so far; may be empty. */
  push(chunk: Buffer): Buffer {
    const seen = this.#overlap.length === 0 ? chunk : Buffer.concat([this.#overlap, chunk]);
    const found = endOfLastEvent(seen) - this.#overlap.length;
    const end = this.#heldBytes + chunk.length > maxEventBytes ? chunk.length : Math.max(found, 0);
    this.#overlap = end === chunk.length ? Buffer.alloc(0) : seen.subarray(-overlapBytes);
    if (end === 0) {
      this.#hold(chunk);
      return Buffer.alloc(0);
    }
    const complete = Buffer.concat([...this.#held, chunk.subarray(0, end)]);
    this.#held = [];
    this.#heldBytes = 0;
    this.#hold(chunk.subarray(end));
    return complete;
  }

  /** The remaining bytes when the upstream ended well but without a last blank line. */
  rest(): Buffer {
    return Buffer.concat(this.#held);
  }

  #hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
  }
}

function endOfLastEvent(bytes: Buffer): number {
  const lineFeeds = bytes.lastIndexOf("\n\n");
  const carriageReturns = bytes.lastIndexOf("\r\n\r\n");
  return Math.max(lineFeeds === -1 ? 0 : lineFeeds + 2, carriageReturns === -1 ? 0 : carriageReturns + 4);
}
