import { gatewayClient } from "../../chat/gateway-client.ts";
import { serviceEndpoint } from "../../cluster/service-endpoint.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import { readRequests } from "../../requests/read-requests.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { makeContext, print, type Context } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { expertUse, formatTop, type ExpertUse } from "../machines/format-top.ts";
import { readMachine } from "../machines/read-machine.ts";

/** Enough to say how fast experts have been lately. */
const newest = 200;

export const register: RegisterCommand = (program, signal) => {
  program
    .command("top")
    .description("show how busy machines and experts are: load, memory, disk, tokens per second")
    .addHelpText(
      "after",
      `\nSpeeds are of the newest ${newest} requests since the gateway started.\n\nExamples:\n  hearth top\n  watch -n 5 hearth top`,
    )
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      reachCluster(stack);
      const [machines, experts] = await Promise.all([
        Promise.all(stack.cluster.nodes.map(({ name }) => readMachine(name, stack.folder, signal))),
        readUse(context),
      ]);
      print(context, { json: { machines, experts }, text: formatTop(machines, experts, context) });
    });
};

/** Machines are worth seeing also while the gateway does not answer. */
async function readUse(context: Context): Promise<readonly ExpertUse[]> {
  try {
    const gateway = gatewayClient(await serviceEndpoint(context.folder, "gateway"));
    return expertUse(await readRequests(gateway, { limit: newest, failed: false }));
  } catch (thrown) {
    context.signal.throwIfAborted();
    context.log.warn(`the gateway's requests cannot be read: ${messageOf(thrown)}`);
    return [];
  }
}
