import { gatewayClient } from "../../chat/gateway-client.ts";
import { serviceEndpoint } from "../../cluster/service-endpoint.ts";
import { formatRequests } from "../../requests/format-requests.ts";
import { readRequests } from "../../requests/read-requests.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { parse, wholeNumber } from "../options.ts";

interface RequestsOptions {
  readonly limit: number;
  readonly failed?: boolean;
}

export const register: RegisterCommand = (program, signal) => {
  program
    .command("requests")
    .option("-n, --limit <count>", "how many to show at most, 1 to 1000", parse(wholeNumber(1, 1_000)), 50)
    .option("--failed", "only those that went wrong")
    .description("show the newest requests to the gateway: caller, expert, duration, and what went wrong")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth requests\n  hearth requests --failed --limit 10 --json\nPrompts and answers are never part of it. A restarted gateway starts an empty list.",
    )
    .action(async ({ limit, failed = false }: RequestsOptions) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      reachCluster(stack);
      const gateway = gatewayClient(await serviceEndpoint(context.folder, "gateway"));
      // This command's own questions are requests too; among twice as many there are enough others.
      const all = await readRequests(gateway, { limit: Math.min(1_000, 2 * limit), failed });
      const entries = all.filter(({ path }) => path !== "/v1/requests").slice(0, limit);
      print(context, { json: { requests: entries }, text: formatRequests(entries, { ...context, failed }) });
    });
};
