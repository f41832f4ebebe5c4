import { count } from "@hearth/kernel/count.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { table } from "@hearth/kernel/table.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { readAccounts, type AccountsOfNode } from "../machines/read-accounts.ts";

export const register: RegisterCommand = (program, signal) => {
  const audit = program.command("audit").description("look at the machines as an auditor would; changes nothing");

  audit
    .command("users")
    .description("list what each account runs on each machine; fails if root runs what is not documented")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth audit users\n  hearth audit users --json\nExit status: 0 as documented, 2 not.",
    )
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      prepareSsh(stack);
      const nodes = await Promise.all(stack.cluster.nodes.map(({ name }) => readAccounts(name, stack.folder, signal)));
      const rows = nodes.flatMap((node) => node.rows);
      const lines = rows.map(({ node, account, program, unit = "-", allocation = "-", processes, isUnexpected }) => [
        node,
        account,
        program,
        unit,
        allocation,
        String(processes),
        isUnexpected ? "not documented" : "",
      ]);
      print(context, {
        json: { nodes },
        text: table(["node", "account", "program", "unit", "allocation", "processes", ""], lines, context),
      });
      assertDocumented(nodes);
    });
};

/** Throws NODE_UNREACHABLE for a machine that did not answer, or UNHEALTHY if root runs something that is not documented. */
function assertDocumented(nodes: readonly AccountsOfNode[]): void {
  const unexpected = nodes.flatMap(({ rows }) => rows).filter(({ isUnexpected }) => isUnexpected);
  if (unexpected.length > 0) {
    throw new HearthError({
      code: "UNHEALTHY",
      message: `root runs ${count(unexpected.length, "program")} that are not documented: ${unexpected.map(({ node, program }) => `${program} on ${node}`).join(", ")}`,
      hint: "Find out what started each (`systemctl status UNIT` on the machine). docs/reference/root-programs.md lists what may run as root, and why.",
    });
  }
  const silent = nodes.find(({ problem }) => problem !== undefined);
  if (silent === undefined) return;
  throw new HearthError({
    code: "NODE_UNREACHABLE",
    at: silent.node,
    message: silent.problem ?? "",
    hint: "Run `hearth preflight` to see why.",
  });
}
