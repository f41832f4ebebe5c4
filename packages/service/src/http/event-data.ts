import { createParser } from "eventsource-parser";

/*
 * The one reader of server-sent events. What only passes a stream on does not read it: the gateway relays bytes as they come, cut at the
 * ends of events by its EventSplitter. Making text and events of every chunk there would cost each relayed stream for nothing.
 */

/** The data of each event in bytes that hold whole events, of the last one even where its blank line is missing. Comments are left out. */
export function eventData(events: Buffer): readonly string[] {
  const found: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => void found.push(data) });
  parser.feed(`${events.toString()}\n\n`);
  return found;
}

/** The data of each event of a stream, as it comes. */
export async function* readEventData(stream: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const waiting: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => void waiting.push(data) });
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* waiting.splice(0);
  }
}
