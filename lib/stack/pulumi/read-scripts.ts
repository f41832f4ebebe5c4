import { existsSync, readFileSync } from "node:fs";
import { stateFile } from "./read-checkpoint.ts";

interface StateFile {
  readonly checkpoint?: {
    readonly latest?: {
      readonly resources?: readonly { readonly urn: string; readonly inputs?: { readonly stdin?: unknown } }[];
    } | null;
  };
}

/** The scripts that units were applied with last, by the units' names. Those with secrets are left out. */
export function readScripts(stack: string): ReadonlyMap<string, string> {
  const file = stateFile(stack);
  const state = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as StateFile) : {};
  return new Map(
    (state.checkpoint?.latest?.resources ?? []).flatMap(({ urn, inputs }) =>
      typeof inputs?.stdin === "string" ? [[urn.slice(urn.lastIndexOf("::") + 2), inputs.stdin] as const] : [],
    ),
  );
}
