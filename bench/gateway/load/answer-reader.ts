/** One HTTP answer as it comes in: enough of HTTP to know its status, its body, and where it ends. */
export class AnswerReader {
  #bytes: Buffer = Buffer.alloc(0);
  #headEnd = -1;
  #length: number | undefined;
  status = 0;

  /** True once the whole answer is here. Throws on an answer that is neither counted nor chunked. */
  push(chunk: Buffer): boolean {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    if (this.#headEnd === -1 && !this.#readHead()) return false;
    if (this.#length !== undefined) return this.#bytes.length >= this.#headEnd + this.#length;
    return this.#bytes.subarray(-5).toString("latin1") === "0\r\n\r\n";
  }

  /** Something of the body is here. */
  get begun(): boolean {
    return this.#headEnd !== -1 && this.#bytes.length > this.#headEnd;
  }

  body(): string {
    const body = this.#bytes.subarray(this.#headEnd);
    return (this.#length === undefined ? withoutChunks(body) : body).toString();
  }

  #readHead(): boolean {
    const end = this.#bytes.indexOf("\r\n\r\n");
    if (end === -1) return false;
    const head = this.#bytes.subarray(0, end).toString("latin1");
    this.#headEnd = end + 4;
    this.status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length !== undefined) this.#length = Number(length);
    else if (!/\r\ntransfer-encoding: *chunked/i.test(head)) throw new Error(`an answer without length:\n${head}`);
    return true;
  }
}

function withoutChunks(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = lineEnd === -1 ? 0 : Number.parseInt(bytes.subarray(at, lineEnd).toString("latin1"), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
