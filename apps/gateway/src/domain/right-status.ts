/** Beginnings of llama-server's messages about invalid requests that it sends with status 500. */
const faults =
  /^(?:Failed to parse (?:messages|tools|tool call arguments as JSON):|got exception: Unexpected empty grammar stack|\[json\.exception\.(?:parse_error|type_error\.30|out_of_range)|(?:image|audio|video) input is not supported|input \(\d+ tokens\) is too large to process)/;

/**
 * Corrects the status of an expert's error answer. llama-server (b10068) answers 500 to some invalid requests; without this, a caller
 * could open an expert's breaker for everyone by sending them.
 */
export function rightStatus(status: number, body: string): number {
  if (status !== 500) return status;
  const message = /"message":"([^"]{1,120})/.exec(body)?.[1] ?? "";
  return faults.test(message) ? 400 : status;
}
