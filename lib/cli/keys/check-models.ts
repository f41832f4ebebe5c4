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
