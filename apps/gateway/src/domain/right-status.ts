/** How llama-server begins to say that it cannot read a request, with a status that says it failed. */
const faults =
  /^(?:Failed to parse (?:messages|tools):|(?:image|audio|video) input is not supported|input \(\d+ tokens\) is too large to process)/;

/**
 * The status that an expert's error answer should have had. llama-server (b10068) answers 500 to some requests that are wrong; taken at its
 * word, a caller could open an expert's breaker for everybody by sending them.
 */
export function rightStatus(status: number, body: string): number {
  if (status !== 500) return status;
  const message = /"message":"([^"]{1,80})/.exec(body)?.[1] ?? "";
  return faults.test(message) ? 400 : status;
}
