import { join, relative } from "node:path";
import { formatElapsed } from "@hearth/kernel/units.ts";
import type { Answer } from "../chat/ask-gateway.ts";
import { root } from "../paths.ts";

interface Found {
  readonly gateway: string;
  readonly memory: string;
  readonly keyFile: string;
}

interface Run {
  readonly readyMs: number;
  /** Whether it stops by itself now. */
  readonly check: boolean;
}

/** What `hearth local` prints once it answers. */
export function formatLocal(
  { gateway, memory, keyFile }: Found,
  { text, expert }: Pick<Answer, "text" | "expert">,
  { readyMs, check }: Run,
): string {
  const key = relative(root, keyFile);
  const answer = `${expert}: ${text.trim()}`;
  if (check) return `${answer}\n\nReady after ${formatElapsed(readyMs)}. It stops now; without --check it goes on.`;
  return [
    answer,
    "",
    `Ready after ${formatElapsed(readyMs)}. Ctrl-C ends it.`,
    `  gateway  ${gateway}  (key in ${key})`,
    `  memory   ${memory}  (key in ${relative(root, join(keyFile, "../memory.key"))})`,
    "",
    "Ask it something:",
    `  curl -s ${gateway}/chat/completions -H "authorization: Bearer $(cat ${key})" -H 'content-type: application/json' \\`,
    `    -d '{"model":"auto","messages":[{"role":"user","content":"Say hello."}]}'`,
  ].join("\n");
}
