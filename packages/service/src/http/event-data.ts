import { createParser } from "eventsource-parser";

/*
 * The only parser of server-sent events. The gateway does not parse the streams that it relays: its EventSplitter cuts the bytes at the
 * ends of events, which costs less than decoding each chunk.
 */

/** The data of each event in bytes that hold whole events; the last one may lack its blank line. Comments are left out. */
export function eventData(events: Buffer): readonly string[] {
  const found: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => void found.push(data) });
  parser.feed(`${events.toString()}\n\n`);
  return found;
}

/** The data of each event of a stream, as it arrives. */
export async function* readEventData(stream: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const waiting: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => void waiting.push(data) });
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* waiting.splice(0);
  }
}
