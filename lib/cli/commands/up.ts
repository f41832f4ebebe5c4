import { askGateway, type Answer } from "../../chat/ask-gateway.ts";
import { serviceEndpoint } from "../../cluster/service-endpoint.ts";
import { formatRepair, repairJson } from "../../drift/plan-repair.ts";
import { bringUp } from "../../stack/bring-up.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { waitUntilHealthy } from "../../stack/wait-until-healthy.ts";
import { formatStatus } from "../../status/format-status.ts";
import { formatElapsed } from "@hearth/kernel/units.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("up")
    .description("create the cluster, or update it to match the inventory (safe to repeat)")
    .option("--repair", "also put right what drifted; see `hearth repair`")
    .addHelpText("after", "\nExamples:\n  hearth up\n  hearth --stack home up\n  hearth up --repair")
    .action(async ({ repair = false }: { repair?: boolean }) => {
      const start = performance.now();
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const { changes, repaired } = await bringUp(stack, { ...context, repair });
      const report = await waitUntilHealthy(stack, context);
      const answer = await context.log.step("ask the chat expert", () => askFirstQuestion(context.folder));
      const seconds = Math.round((performance.now() - start) / 100) / 10;
      print(context, {
        json: { changes, ...(repaired && { repaired: repairJson(repaired) }), status: report.status, answer, seconds },
        text: [
          formatStatus(report),
          "",
          `> ${firstQuestion}`,
          `${answer.text.trim()}  (${answer.expert})`,
          "",
          ...(repaired === undefined ? [] : [formatRepair(repaired), ""]),
          `${summary(changes)}, in ${formatElapsed(seconds * 1_000)}`,
        ].join("\n"),
      });
    });
};

/** What every `up` ends with: the proof that a token comes through the gateway. */
const firstQuestion = "What is the capital of France? Answer in one sentence.";

async function askFirstQuestion(stackFolder: string): Promise<Answer> {
  const gateway = await serviceEndpoint(stackFolder, "gateway");
  return askGateway(gateway, { text: firstQuestion, model: "auto", maxTokens: 64, fresh: true }, () => undefined);
}

function summary(changes: Readonly<Record<string, number>>): string {
  const changed = Object.entries(changes).filter(([operation]) => operation !== "same");
  if (changed.length === 0) return "nothing changed: the cluster is as the inventory says";
  return changed.map(([operation, count]) => `${count} ${operation}d`).join(", ");
}
