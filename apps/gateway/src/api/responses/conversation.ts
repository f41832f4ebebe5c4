import { parseInput, parseJson } from "@hearth/service/http/parse-input.ts";
import { ApiError } from "../../domain/api-error.ts";
import type { KeptResponse } from "../../domain/kept-responses.ts";
import type { ParserContext } from "../../domain/parser.ts";
import { itemsSchema, responsesRequestSchema, type ResponsesItem, type ResponsesRequest } from "./schemas.ts";

type Context = ParserContext | undefined;
type Asked = Pick<ResponsesRequest, "input" | "previous_response_id">;

const askedSchema = responsesRequestSchema.pick({ input: true, previous_response_id: true });

/** The way out for a caller whose reference leads nowhere. */
const advice =
  "Answers are kept here for an hour, by the gateway that gave them. Send the whole conversation, or set store to false if your client then does so.";

/**
 * The items of a whole conversation: those of the answers before, and those of the request, with references replaced by their items.
 * Throws ApiError if something is not kept any more, or if all of it is larger than a request may be.
 */
export function conversationOf(request: Asked, context: Context): readonly ResponsesItem[] {
  const items = itemsOf(request);
  if (!request.previous_response_id && !items.some(isReference)) return items;
  return new Lookup(context).conversation(request, items);
}

const isReference = ({ type }: ResponsesItem): boolean => type === "item_reference";

function itemsOf({ input }: Asked): readonly ResponsesItem[] {
  return typeof input === "string" ? [{ role: "user", content: input }] : input;
}

class Lookup {
  readonly #context: Context;
  readonly #items = new Map<string, { readonly item: ResponsesItem; readonly bytes: number }>();
  #bytes = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  conversation(request: Asked, own: readonly ResponsesItem[]): readonly ResponsesItem[] {
    const turns: (readonly ResponsesItem[])[] = [this.#resolved(own)];
    let previous = request.previous_response_id;
    while (previous) {
      const kept = this.#previous(previous);
      this.#take(kept.asked.length + kept.response.length);
      const asked = parseInput(parseJson(kept.asked.toString()), askedSchema);
      turns.unshift(
        this.#resolved(itemsOf(asked)),
        outputOf(kept).map(({ item }) => item),
      );
      previous = asked.previous_response_id;
    }
    return turns.flat();
  }

  #previous(id: string): KeptResponse {
    const kept = this.#context?.kept.find(id);
    if (kept !== undefined) return kept;
    throw new ApiError(
      "previous_response_not_found",
      `The previous response '${shown(id)}' is not found. ${advice}`,
      "previous_response_id",
    );
  }

  #resolved(items: readonly ResponsesItem[]): readonly ResponsesItem[] {
    return items.map((item) => (item.type === "item_reference" ? this.#item(item.id) : item));
  }

  #item(id: string): ResponsesItem {
    if (!this.#items.has(id)) {
      const kept = this.#context?.kept.findByItem(id);
      for (const entry of kept === undefined ? [] : outputOf(kept)) this.#items.set(entry.id, entry);
    }
    const found = this.#items.get(id);
    if (found === undefined)
      throw new ApiError("item_not_found", `The item '${shown(id)}' is not found. ${advice}`, "input");
    this.#take(found.bytes);
    return found.item;
  }

  #take(bytes: number): void {
    this.#bytes += bytes;
    const limit = this.#context?.bodyLimitBytes ?? 0;
    if (this.#bytes <= limit) return;
    throw new ApiError(
      "request_too_large",
      `With the answers that it refers to, the conversation is larger than ${limit} bytes.`,
    );
  }
}

const shown = (id: string): string => id.slice(0, 100);

function outputOf({ response }: KeptResponse) {
  const { output } = JSON.parse(response.toString()) as { readonly output: readonly { readonly id: string }[] };
  const items = parseInput(output, itemsSchema);
  return items.map((item, index) => {
    const sent = output[index];
    return { id: sent?.id ?? "", item, bytes: Buffer.byteLength(JSON.stringify(sent)) };
  });
}
