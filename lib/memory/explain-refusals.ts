import { ServiceRefusal } from "@hearth/service/http/endpoint-client.ts";
import type { MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

/** Turns the client's refusals into errors that say what to do. */
export function explainRefusals(client: MemoryClient): MemoryClient {
  return {
    call: (name, input) => client.call(name, input).catch(refuse),
    exportLines: async function* () {
      try {
        yield* client.exportLines();
      } catch (thrown) {
        refuse(thrown);
      }
    },
    importLines: (lines) => client.importLines(lines).catch(refuse),
  };
}

const hints: Readonly<Record<string, string>> = {
  invalid_api_key:
    "Check with `hearth memory keys list` that the key is active. The stack's own key is made by `hearth init` and deployed by `hearth up`.",
  forbidden: "Use a key that may do this: set `HEARTH_MEMORY_KEY` to the path of its file.",
  not_found: "Look for it with `hearth memory search` or `hearth skills search`.",
  rate_limited: "Wait for the time given, then try again.",
  full: "Delete memories that are not needed, or raise the quota.",
};

function refuse(thrown: unknown): never {
  if (!(thrown instanceof ServiceRefusal)) throw thrown;
  const { param, retryAfterSeconds, message, code } = thrown;
  const field = param === undefined ? "" : ` (${param})`;
  const wait = retryAfterSeconds === undefined ? "" : `; try again in ${retryAfterSeconds} s`;
  throw new HearthError({
    code: "API_REFUSED",
    message: `the memory service refused the request: ${message}${field}${wait}`,
    hint: hints[code] ?? "Check the options with `--help`; the service's own log is in `hearth logs memory`.",
    cause: thrown,
  });
}
