import type { NameKind } from "../../stack/kept-names.ts";

/** What a shell completes besides commands and options. */
export type ValueKind = NameKind | "stacks";

/** By command: what its argument names. */
export const argumentValues: Readonly<Record<string, readonly ValueKind[]>> = {
  "config explain": ["nodes"],
  "keys delete": ["keys"],
  "keys limits": ["keys"],
  "keys revoke": ["keys"],
  "keys rotate": ["keys"],
  "keys show": ["keys"],
  logs: ["jobs", "experts", "nodes", "services"],
  "models pull": ["models"],
  "models rm": ["models"],
  "models show": ["models"],
  "models verify": ["models"],
  "node evict": ["nodes"],
  open: ["jobs"],
  repair: ["nodes"],
  restart: ["jobs", "experts"],
  silence: ["nodes", "jobs"],
  ssh: ["nodes"],
  "stack forget": ["stacks"],
  why: ["jobs", "experts", "nodes"],
};

/** By option, with the command before it where it is not every command's: what its value names. */
export const optionValues: Readonly<Record<string, readonly ValueKind[]>> = {
  "--stack": ["stacks"],
  "chat --model": ["experts", "models"],
};
