import type { ModelRow } from "../shape/models-schema.ts";
import type { Given } from "./rule.ts";

/**
 * The names by which the gateway finds local experts (their own and their models') with what each can do; undefined if one of
 * them cannot be read.
 */
export function askableNames({
  inventory: { experts = [] },
  references: { models },
}: Given): Readonly<Record<string, ModelRow["kind"] | undefined>> | undefined {
  const names = experts.map((expert) => [expert?.name, expert?.model] as const);
  if (names.some(([name, model]) => name === undefined || model === undefined)) return undefined;
  return Object.fromEntries(
    names.flatMap(([name = "", model = ""]) => {
      const kind = models !== undefined && Object.hasOwn(models, model) ? models[model]?.kind : undefined;
      return [
        [model, kind],
        [name, kind],
      ];
    }),
  );
}
