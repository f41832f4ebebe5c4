import { ServiceRefusal } from "@hearth/service/http/endpoint-client.ts";
import type { MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

/** The client with its refusals as errors that say what to do. */
export function refusalsForPeople(client: MemoryClient): MemoryClient {
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
    "See with `hearth memory keys list` whether the key is active; the stack's own is written by `hearth init` and made known by `hearth up`.",
  forbidden: "Use a key that may do this: `HEARTH_MEMORY_KEY` names the file that holds it.",
  not_found: "Look for it with `hearth memory search` or `hearth skills search`.",
  rate_limited: "Wait as long as it says, then try again.",
  full: "Forget what is not needed, or raise the quota.",
};

function refuse(thrown: unknown): never {
  if (!(thrown instanceof ServiceRefusal)) throw thrown;
  const { param, retryAfterSeconds, message, code } = thrown;
  const field = param === undefined ? "" : ` (${param})`;
  const wait = retryAfterSeconds === undefined ? "" : `; try again in ${retryAfterSeconds} s`;
  throw new HearthError({
    code: "API_REFUSED",
    message: `the memory service refused it: ${message}${field}${wait}`,
    hint: hints[code] ?? "See the fields with `--help`; the service's own words are in `hearth logs memory`.",
    cause: thrown,
  });
}
