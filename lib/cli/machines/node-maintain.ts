import { relative } from "node:path";
import type { Command } from "commander";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { formatElapsed } from "@hearth/kernel/units.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { stackCommand } from "../../stack-command.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { formatEffects } from "../../stack/maintenance/drain-effects.ts";
import { maintainNode, undrainNode } from "../../stack/maintenance/maintain-node.ts";
import { planMaintenance, type MaintenancePlan } from "../../stack/maintenance/plan-maintenance.ts";
import type { Operation } from "../../stack/maintenance/maintenance-record.ts";
import { upgradePackages, type Package } from "../../stack/maintenance/upgrade-packages.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { makeContext, print, type Context } from "../context.ts";
import { duration, parse } from "../options.ts";

interface Options {
  readonly deadline?: number;
  readonly dryRun?: boolean;
  readonly withoutQuorum?: boolean;
}

interface Kind {
  readonly operation: Extract<Operation, "drain" | "reboot" | "upgrade">;
  readonly about: string;
  readonly help: string;
}

const usualDeadlineMs = 600_000;

const resumes = "If it is cut off, the same command continues where it stopped.";

const kinds: readonly Kind[] = [
  {
    operation: "drain",
    about: "have every job leave a machine, and give it no more work",
    help: `It stays so until \`hearth node undrain\`. ${resumes}\n\nExamples:\n  hearth node drain n2 --dry-run\n  hearth node drain n2\n  hearth node drain n2 --deadline 2m`,
  },
  {
    operation: "reboot",
    about: "drain a machine, restart it, check it, and give it work again",
    help: `${resumes}\nRefused while too few servers of Nomad and Consul would be left.\n\nExamples:\n  hearth node reboot n2 --dry-run\n  hearth node reboot n2`,
  },
  {
    operation: "upgrade",
    about: "the same, with all updates of its Debian packages",
    help: `Kernels and GPU drivers are updated too, and the machine restarts if they want it. ${resumes}\nFor a new version of Hearth see \`hearth upgrade --help\`.\n\nExamples:\n  hearth node upgrade n2 --dry-run\n  hearth node upgrade n2`,
  },
];

/** `hearth node drain`, `undrain`, `reboot` and `upgrade`. */
export function registerNodeMaintain(program: Command, node: Command, signal: AbortSignal): void {
  const on = { program, node, signal };
  for (const kind of kinds) register(kind, on);
  const undrain = node.command("undrain").argument("<name>", "a machine of the inventory");
  undrain
    .description("give a drained machine work again, and give up what was begun on it")
    .addHelpText("after", "\nExample:\n  hearth node undrain n2")
    .action(async (name: string) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      requireNode(undrain, stack, name);
      prepareSsh(stack);
      await undrainNode(stack, name, context);
      print(context, { json: { node: name, eligible: true }, text: `${name} gets work again` });
    });
}

interface Place {
  readonly program: Command;
  readonly node: Command;
  readonly signal: AbortSignal;
}

function register({ operation, about, help }: Kind, { program, node, signal }: Place): void {
  const command = node.command(operation).argument("<name>", "a machine of the inventory");
  command
    .option("--deadline <time>", "how long jobs may take to stop, such as 2m (default: 10m)", parse(duration))
    .option("--dry-run", "print what would happen to each job, and do nothing");
  if (operation !== "drain") {
    command.option("--without-quorum", "go on where Nomad or Consul have too few servers for the time");
  }
  command
    .description(about)
    .addHelpText("after", `\n${help}`)
    .action(async (name: string, { deadline = usualDeadlineMs, dryRun = false, withoutQuorum = false }: Options) => {
      const start = performance.now();
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      requireNode(command, stack, name);
      await installTools(["pulumi"], context);
      prepareSsh(stack);
      const options = { ...context, deadlineMs: deadline, withoutQuorum };
      const { plan, record } = await planMaintenance(stack, { node: name, operation }, options);
      if (dryRun) {
        const packages = operation === "upgrade" ? await lookForPackages(name, context) : undefined;
        const text = [...formatPlan(plan), ...(packages === undefined ? [] : formatPackages(packages))];
        print(context, { json: { dryRun: true, ...plan, ...(packages && { packages }) }, text: text.join("\n") });
        return;
      }
      for (const line of formatPlan(plan)) context.log.info(line);
      const packages = await maintainNode(stack, { plan, record }, options);
      const elapsedMs = performance.now() - start;
      const seconds = Math.round(elapsedMs / 100) / 10;
      print(context, {
        json: { dryRun: false, ...plan, packages, seconds },
        text: `${ending(stack, plan, packages)}, in ${formatElapsed(elapsedMs)}`,
      });
    });
}

const lookForPackages = async (node: string, { folder, signal }: Context): Promise<readonly Package[]> =>
  (await upgradePackages(node, { stackFolder: folder, signal, look: true })).packages;

function requireNode(command: Command, stack: Stack, name: string): void {
  const known = stack.cluster.nodes.map((each) => each.name);
  if (known.includes(name)) return;
  const file = relative(process.cwd(), stack.inventoryFile);
  command.error(`error: there is no node ${name} in ${file}; ${suggestion(name, known)}`, {
    exitCode: exitCodes.usage,
  });
}

export function formatPlan({ node, effects, left, done, keepDrained }: MaintenancePlan): readonly string[] {
  return [
    ...(left.includes("drained") ? formatEffects(node, effects) : [`${node} is drained already`]),
    ...(done.length > 0 ? [`what was begun goes on with: ${left.join(", ")}`] : []),
    ...(keepDrained ? [`${node} was drained before, and stays so in the end`] : []),
  ];
}

const formatPackages = (packages: readonly Package[]): readonly string[] =>
  packages.length === 0
    ? ["every package is up to date"]
    : packages.map(({ name, from, to }) => `package ${name}: ${from} → ${to}`);

function ending(stack: Stack, { node, operation, keepDrained }: MaintenancePlan, packages: readonly Package[]): string {
  const undrain = `\`${stackCommand(stack.name, `node undrain ${node}`)}\``;
  if (operation === "drain") return `${node} is empty, and gets no work until ${undrain}`;
  const what =
    operation === "reboot" ? `${node} has restarted` : [...formatPackages(packages), `${node} is upgraded`].join("\n");
  return keepDrained ? `${what}; it gets no work until ${undrain}` : `${what}, and has work again`;
}
