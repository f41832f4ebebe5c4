import { toEvent } from "../shared/to-event.ts";

/** Numbers a stream's events and buffers those written since the last `take`. */
export class EventWriter {
  #sequence = 0;
  #text = "";

  write(type: string, fields: Readonly<Record<string, unknown>>): void {
    this.#text += toEvent({ type, ...fields, sequence_number: this.#sequence++ });
  }

  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}
