import { z } from "zod";
import { table } from "@hearth/kernel/table.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { modelNames } from "../keys/check-models.ts";

type House = Parameters<typeof modelNames>[0] & { readonly gateway?: { readonly providers?: object | undefined } };

/** Why nobody can talk to this expert or model; undefined if one can. `auto` is whoever the gateway chooses. */
export function chatRefusal(name: string, house: House): string | undefined {
  if (name === "auto") return undefined;
  const meant = house.experts.filter((expert) => expert.name === name || expert.model.name === name);
  const chats = house.experts.filter(({ model }) => model.kind === "chat").map((expert) => expert.name);
  if (meant.some(({ model }) => model.kind === "chat")) return undefined;
  if (meant.length > 0) {
    const others = chats.length === 0 ? "no expert here can" : `these can: ${chats.join(", ")}`;
    return `${name} makes ${meant[0]?.model.kind === "embedding" ? "embeddings" : "rankings"} and cannot chat; ${others}`;
  }
  const known = modelNames(house);
  // Which models providers have is known on the cluster only.
  if (known.includes(name) || house.gateway?.providers !== undefined) return undefined;
  return `there is no expert or model ${name}; ${suggestion(name, ["auto", ...chats, ...known.filter((each) => !chats.includes(each))])}`;
}

/** The gateway's list of models, as far as it is shown. */
export const modelList = z.object({
  data: z.array(
    z.object({ id: z.string(), kind: z.string().default("chat"), experts: z.array(z.string()).default([]) }),
  ),
});

export type ListedModel = z.output<typeof modelList>["data"][number];

/** What `--model` takes: each expert by its name, with its model; then `auto` and aliases. */
export function formatChatModels(models: readonly ListedModel[], options: { readonly width?: number } = {}): string {
  const rows: string[][] = [];
  const others: string[][] = [];
  const listed = new Set<string>();
  for (const { id, kind, experts } of models) {
    const own = id === "auto" ? [] : experts.filter((name) => !listed.has(name));
    for (const name of own) {
      listed.add(name);
      rows.push([name, id, kind]);
    }
    // Another name of experts that are listed already, or a model that the gateway names no experts of.
    if (own.length === 0) others.push([id, id === "auto" ? "as the gateway chooses" : experts.join(", "), kind]);
  }
  return table(["name", "model", "kind"], [...rows, ...others], options);
}
