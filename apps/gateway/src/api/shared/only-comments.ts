const colon = 0x3a;

/**
 * True if bytes of an event stream hold only comments. llama-server sends one (`:`) every second or half minute while idle, and keeps
 * doing so after its worker is lost and no token will ever come: it shows that the web server is alive, not that the expert works.
 */
export function onlyComments(bytes: Buffer): boolean {
  if (bytes[0] !== colon) return false;
  return bytes
    .toString("latin1")
    .split(/\r?\n/)
    .every((line) => line === "" || line.startsWith(":"));
}
