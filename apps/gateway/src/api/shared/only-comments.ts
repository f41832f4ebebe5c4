const colon = 0x3a;

/**
 * True for bytes of an event stream that hold no event, only comments. llama-server sends one (`:`) every second or half minute
 * while it has nothing to say, and goes on doing so when its worker is lost and no token will ever come: a sign that its
 * web server lives, not that the expert does.
 */
export function onlyComments(bytes: Buffer): boolean {
  if (bytes[0] !== colon) return false;
  return bytes
    .toString("latin1")
    .split(/\r?\n/)
    .every((line) => line === "" || line.startsWith(":"));
}
