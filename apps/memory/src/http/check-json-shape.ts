import { FrameError } from "@hearth/service/http/service-error.ts";

const deepest = 100;
/** A value in a list takes many times its text in memory: `[],` is three bytes of text and more than fifty in memory. */
const mostValues = 500_000;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * Checks in one pass that a JSON text is neither nested too deeply for the functions that walk through it, nor many times as large in
 * memory as its text. Throws FrameError.
 */
export function checkJsonShape(body: Buffer): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === quote) {
      at = endOfString(body, at);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      values += 1;
      if (depth > deepest)
        throw new FrameError("invalid_value", `The body is nested more than ${deepest} levels deep.`);
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    } else if (byte === comma) {
      values += 1;
    }
  }
  if (values > mostValues) throw new FrameError("request_too_large", `The body has more than ${mostValues} values.`);
}

/** The position of the string's closing quote. */
function endOfString(body: Buffer, start: number): number {
  let end = body.indexOf(quote, start + 1);
  while (end !== -1 && isEscaped(body, start, end)) end = body.indexOf(quote, end + 1);
  return end === -1 ? body.length : end;
}

function isEscaped(body: Buffer, start: number, end: number): boolean {
  let backslashes = 0;
  while (end - 1 - backslashes > start && body[end - 1 - backslashes] === backslash) backslashes += 1;
  return backslashes % 2 === 1;
}
