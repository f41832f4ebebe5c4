import type { ServerResponse } from "node:http";
import { headerText } from "./header-text.ts";
import type { Inference } from "./inference.ts";

/** Tells callers what was left out of a request, or done in another way than asked. */
export const warningsHeader = "x-hearth-warnings";

/** Proxies and clients refuse headers that are much longer. */
const maxHeaderCharacters = 1_024;

/** Warnings about one request, each once, in order. A parser collects them in `Inference.warnings`. */
export class Warnings {
  readonly #texts = new Set<string>();

  /** `text`: a short sentence without a full stop, such as `left out: id_slot`. */
  add(text: string): void {
    this.#texts.add(text);
  }

  /** The field for an inference; empty if nothing was collected, so that it can be spread. */
  field(): { readonly warnings?: readonly string[] } {
    return this.#texts.size === 0 ? {} : { warnings: [...this.#texts] };
  }

  /** The inference with what was collected; the same one if that is nothing. */
  addedTo(inference: Inference): Inference {
    return this.#texts.size === 0 ? inference : { ...inference, ...this.field() };
  }
}

/** Appends warnings to the answer's header, separated by `; `. Does nothing once the answer has started. */
export function sendWarnings(
  response: Pick<ServerResponse, "getHeader" | "setHeader" | "headersSent">,
  texts: readonly string[],
): void {
  if (texts.length === 0 || response.headersSent) return;
  const before = response.getHeader(warningsHeader);
  const all = [...(typeof before === "string" ? before.split("; ") : []), ...texts.map(headerText)];
  response.setHeader(warningsHeader, shortened([...new Set(all)].join("; ")));
}

const shortened = (text: string): string =>
  text.length <= maxHeaderCharacters ? text : `${text.slice(0, maxHeaderCharacters - 3)}...`;
