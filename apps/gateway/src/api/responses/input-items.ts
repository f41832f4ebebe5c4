import { z } from "zod";
import type { KeptResponse } from "../../domain/kept-responses.ts";

/** The query of `GET /v1/responses/{id}/input_items`. */
export const inputItemsQuery = z.looseObject({
  limit: z.int().min(1).max(100).optional().meta({ description: "Maximum number of items. Default: 20." }),
  order: z.enum(["asc", "desc"]).optional().meta({ description: "`asc`: oldest first. Default: `desc`." }),
  after: z.string().optional().meta({ description: "Id of the item after which the list begins." }),
});

type Item = Readonly<Record<string, unknown>> & { readonly id: string };

/** The items that a kept answer's request sent, as a list in OpenAI's form. */
export function inputItems(
  kept: KeptResponse,
  { limit = 20, order = "desc", after }: z.infer<typeof inputItemsQuery>,
): object {
  const { input } = JSON.parse(kept.asked.toString()) as { readonly input: unknown };
  const sent = Array.isArray(input) ? (input as readonly object[]) : [{ role: "user", content: input }];
  const items = sent.map((item, index) => toItem(item, `${kept.id}_${index}`));
  if (order === "desc") items.reverse();
  const at = after === undefined ? -1 : items.findIndex(({ id }) => id === after);
  const start = after !== undefined && at === -1 ? items.length : at + 1;
  const data = items.slice(start, start + limit);
  return {
    object: "list",
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: start + limit < items.length,
  };
}

/** An item with an id, and a message's text as a part, as OpenAI lists them. */
function toItem(sent: object, newId: string): Item {
  const item = { id: newId, type: "message", ...sent };
  if (item.type !== "message" || !("content" in item) || typeof item.content !== "string") return item;
  const type = "role" in item && item.role === "assistant" ? "output_text" : "input_text";
  return { ...item, content: [{ type, text: item.content }] };
}
