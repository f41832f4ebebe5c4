import { resolve } from "node:path";
import { findDrift } from "../../../lib/drift/find-drift.ts";
import { labUp } from "../../../lib/lab/lab-up.ts";
import { createLog, terminalSink } from "@hearth/kernel/log.ts";
import { resolveSecrets } from "../../../lib/secrets/secret-ref.ts";
import { secretValue } from "../../../lib/secrets/secret-value.ts";
import { initStack, readSecrets } from "../../../lib/stack/init-stack.ts";
import { labNodes } from "../../../lib/stack/lab-nodes.ts";
import { prepareSsh } from "../../../lib/stack/prepare-ssh.ts";
import { prepareStack } from "../../../lib/stack/prepare-stack.ts";
import { releaseDeadRun } from "../../../lib/stack/pulumi/release-dead-run.ts";
import { runUpdate } from "../../../lib/stack/pulumi/run-update.ts";
import { stackEnvironment } from "../../../lib/stack/pulumi/stack-environment.ts";
import { installTools } from "../../../lib/toolchain/install/install-tools.ts";
import { toolPath } from "../../../lib/toolchain/installed/tool-path.ts";
import { inventoryVariable, loadBenchStack } from "../load-bench-stack.ts";

// usage: main.ts init|up|drift STACK INVENTORY
// What `hearth init|up|drift` does to machines, step for step, for a cluster without jobs. Prints one JSON object.
const [verb = "", name = "", inventory = ""] = process.argv.slice(2);
const log = createLog(terminalSink);
const { signal } = new AbortController();
const environment = { ...stackEnvironment(name, toolPath()), [inventoryVariable]: resolve(inventory) };
const stack = await loadBenchStack(name, resolve(inventory));

switch (verb) {
  case "init":
    await initStack(stack, environment);
    print({});
    break;
  case "up": {
    await Promise.all([
      installTools("all", { log, signal }).then(() => initStack(stack, environment)),
      labUp({ stack: name, nodes: labNodes(stack.cluster), log, signal }),
    ]);
    prepareStack(stack);
    await releaseDeadRun(name, log, { environment, signal });
    const project = import.meta.dirname;
    print(
      await runUpdate(["up", "--yes", "--skip-preview", "--cwd", project], { stack: name, environment, log, signal }),
    );
    break;
  }
  case "drift": {
    prepareSsh(stack);
    const secrets = await readSecrets(name, environment);
    const known = (script: string): string => resolveSecrets(script, (key) => secretValue(secrets, key));
    print(await findDrift(stack.units, { stackFolder: stack.folder, resolve: known, log, signal }));
    break;
  }
  default:
    throw new TypeError(`unknown verb: ${verb}`);
}

function print(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
