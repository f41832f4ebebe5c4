import { suggestion } from "../../config/shape/nearest-name.ts";
import type { Cluster } from "../../config/derive/cluster.ts";

interface Named extends Pick<Cluster, "experts"> {
  readonly gateway?: {
    readonly routing?: { readonly aliases?: Readonly<Record<string, string>> | undefined } | undefined;
  };
}

/** Names that a request can ask for in this cluster: experts, their models and aliases. */
export const modelNames = ({ experts, gateway }: Named): readonly string[] => [
  ...new Set([
    ...experts.flatMap(({ name, model }) => [name, model.name]),
    ...Object.keys(gateway?.routing?.aliases ?? {}),
  ]),
];

/** What is wrong with patterns of models, or undefined: each has to match something. */
export function unknownModel(patterns: readonly string[], known: readonly string[]): string | undefined {
  const wrong = patterns.find((pattern) => !known.some((name) => matches(pattern, name)));
  return wrong === undefined ? undefined : `no expert or model is called ${wrong}; ${suggestion(wrong, known)}`;
}

/** `*` stands for any part of a name. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}
