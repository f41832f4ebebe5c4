import { eventData } from "@hearth/service/http/event-data.ts";

export type StreamFault = "broken" | "reordered";

/** What is wrong with a stream of so many numbered events, if anything: a missing or damaged one, or one out of its place. */
export function checkStream(body: string, events: number): StreamFault | undefined {
  const numbers = [...body.matchAll(/"content":"(\d+) "/g)].map(([, number]) => Number(number));
  const read = eventData(Buffer.from(body));
  const whole = read.length === events + 2 && numbers.length === events && body.endsWith("data: [DONE]\n\n");
  if (!whole || new Set(numbers).size !== events) return "broken";
  return numbers.every((number, index) => number === index) ? undefined : "reordered";
}
