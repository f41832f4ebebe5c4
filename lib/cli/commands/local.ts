import { join, relative } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import type { Answer } from "../../chat/ask-gateway.ts";
import { askFirstQuestion } from "../../chat/first-question.ts";
import { readKey, type ServiceEndpoint } from "../../cluster/service-endpoint.ts";
import { declaredSecrets } from "../../jobs/load-definitions.ts";
import type { Cluster } from "../../config/derive/cluster.ts";
import { localExperts } from "../../local/local-house.ts";
import { runLocal } from "../../local/run-local.ts";
import { root } from "../../paths.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { table, type ToolName } from "../../toolchain/rows/table.ts";
import { withLock } from "../../with-lock.ts";
import { makeContext, print } from "../context.ts";
import { formatLocal } from "../format-local.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { isFreeHere, portTaken } from "../local-port.ts";
import { localPort, parse } from "../options.ts";

interface Options {
  readonly port: number;
  readonly memoryPort: number;
  readonly check?: boolean;
}

const portNumber = parse(localPort);

export const register: RegisterCommand = (program, signal) => {
  program
    .command("local")
    .description("run the gateway, the memory service and the stack's experts on this computer alone, until Ctrl-C")
    .option("-p, --port <number>", "the gateway's port", portNumber, 8080)
    .option("--memory-port <number>", "the memory service's port", portNumber, 8095)
    .option("--check", "ask one question, then stop")
    .addHelpText(
      "after",
      "\nFor a first taste, and for debugging: no containers, no overlay, no Nomad. It runs the inventory's first chat expert and its" +
        "\nfirst one for embeddings, each as one process. Memories and keys are kept for the next time." +
        "\n\nExamples:\n  hearth local\n  hearth local --port 9000\n  hearth local --check",
    )
    .action(async (options: Options) => {
      const context = makeContext(program.opts(), signal);
      const startMs = performance.now();
      const { cluster, jobs } = await loadStack(context.stack);
      await installTools(["node", "consul", "llama.cpp", ...modelsOf(cluster)], { log: context.log, signal });
      await assertFree(options.port, "--port");
      await assertFree(options.memoryPort, "--memory-port");
      const folder = join(context.folder, "local");
      const ports = { gateway: options.port, memory: options.memoryPort };
      const secrets = declaredSecrets([], jobs);
      const what = relative(root, folder);
      await withLock(join(folder, "lock"), { what, signal, limitMs: 1_000 }, async () => {
        await using house = await runLocal({ cluster, secrets, folder, ports, log: context.log, signal });
        const target = `127.0.0.1:${options.port}`;
        const keyFile = join(folder, "gateway.key");
        const answer = await context.log.step("ask the chat expert", () =>
          askWhenKnown({ target, key: readKey(keyFile) }, signal),
        );
        const readyMs = Math.round(performance.now() - startMs);
        const found = { gateway: `http://${target}/v1`, memory: `http://127.0.0.1:${options.memoryPort}`, keyFile };
        print(context, {
          json: { ...found, answer: answer.text, expert: answer.expert, readyMs },
          text: formatLocal(found, answer, { readyMs, check: options.check === true }),
        });
        if (options.check !== true) await house.untilEnded();
      });
    });
};

/** Consul looks at the experts once a second, so the gateway may hear of them a moment after they are ready. */
function askWhenKnown(gateway: ServiceEndpoint, signal: AbortSignal): Promise<Answer> {
  return waitFor(
    { what: "the gateway to find the chat expert", limitMs: 15_000, intervalMs: 500, signal },
    async () => {
      try {
        return ready(await askFirstQuestion(gateway));
      } catch (thrown) {
        if (thrown instanceof HearthError && thrown.code === "API_REFUSED") return notYet(thrown.message);
        throw thrown;
      }
    },
  );
}

/** The rows of the toolchain's table that have the experts' models. */
const modelsOf = (cluster: Cluster): readonly ToolName[] => {
  const wanted = localExperts(cluster).map(({ model }) => model.name);
  return table.flatMap(({ name }) => (wanted.includes(name) ? [name] : []));
};

async function assertFree(port: number, option: string): Promise<void> {
  if (!(await isFreeHere(port))) throw portTaken(port, option, "hearth local");
}
