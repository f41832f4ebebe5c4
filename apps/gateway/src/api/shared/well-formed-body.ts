const anyEscape = Buffer.from(String.raw`\u`);
const surrogate = Buffer.from(String.raw`\ud`);
const surrogateInCapitals = Buffer.from(String.raw`\uD`);
const replacement = String.raw`\ufffd`;
/** An escape with its backslash; a pair of surrogates is taken together. */
const escapes = /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)/gs;

/**
 * A JSON body with U+FFFD for each half of a surrogate pair, as clients send that cut a text in the middle of an emoji.
 * llama-server answers 500 to them. Returns the same buffer if there are none; that takes one search of the bytes.
 */
export function wellFormedBody(body: Buffer): Buffer {
  if (!body.includes(anyEscape)) return body;
  if (!body.includes(surrogate) && !body.includes(surrogateInCapitals)) return body;
  // As Latin-1 every byte stays as it is.
  const text = body.toString("latin1");
  const replaced = text.replace(escapes, (escape, half: string | undefined) =>
    half === undefined ? escape : replacement,
  );
  return replaced === text ? body : Buffer.from(replaced, "latin1");
}
