import type { Answer } from "../../chat/ask-gateway.ts";
import { askFirstQuestion, firstQuestion } from "../../chat/first-question.ts";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { serviceEndpoint } from "../../cluster/service-endpoint.ts";
import { recordRepaired } from "../../drift/record-drift.ts";
import { formatRepair, repairJson, type RepairPlan } from "../../drift/plan-repair.ts";
import { expertService } from "../../jobs/llama.ts";
import { KeyOffice } from "../../keys/key-office.ts";
import { bringUp, type BringUpResult } from "../../stack/bring-up.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { keepPlacement } from "../../stack/placement-facts.ts";
import { thingsToDo } from "../../stack/things-to-do.ts";
import { countParts } from "../../stack/pulumi/parts.ts";
import { readSettled } from "../../stack/settled-record.ts";
import { checkSettled } from "../../stack/settled/check-settled.ts";
import { readMarks } from "../../stack/settled/probe-nodes.ts";
import { recordSettled } from "../../stack/settled/record-settled.ts";
import { endUp } from "../../stack/unfinished-up.ts";
import { forgetUpgradeRecord } from "../../stack/upgrade/upgrade-record.ts";
import { ownStamp, writeStamp } from "../../stack/version-stamp.ts";
import { waitUntilHealthy } from "../../stack/wait-until-healthy.ts";
import { formatStatus } from "../../status/format-status.ts";
import type { StatusReport } from "../../status/status.ts";
import { formatElapsed } from "@hearth/kernel/units.ts";
import { makeContext, print, type Context } from "../context.ts";
import { formatPeople, syncKeysOfPeople } from "../keys/sync-people.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("up")
    .description("create the cluster, or update it to match the inventory (safe to repeat)")
    .option("--repair", "also repair what has drifted; see `hearth repair`")
    .option("--full", "run Pulumi even if nothing can have changed since the last `up`")
    .addHelpText("after", "\nExamples:\n  hearth up\n  hearth --stack home up\n  hearth up --repair")
    .action(async ({ repair = false, full = false }: { repair?: boolean; full?: boolean }) => {
      const start = performance.now();
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const end =
        (full || repair ? undefined : await endAtOnce(stack, context)) ?? (await goTheWholeWay(stack, context, repair));
      const { changes, repaired, report, answer } = end;
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

export interface UpEnd {
  /** The stack's parts by operation. */
  readonly changes: BringUpResult["parts"];
  readonly repaired?: RepairPlan;
  readonly report: StatusReport;
  readonly answer: Answer;
}

/** Ends an `up` that has nothing to do; undefined if there may be something, as after an `up` that failed. */
async function endAtOnce(stack: Stack, context: Context): Promise<UpEnd | undefined> {
  if (readSettled(stack.folder) === undefined) return undefined;
  return context.log.step("look for changes", async (progress) => {
    const found = await checkSettled(stack, { ...context, prove: () => askCluster(stack.folder) });
    progress(found.settled ? "none" : found.because);
    return found.settled
      ? { changes: { same: found.resources }, report: found.report, answer: found.proof }
      : undefined;
  });
}

/** All of `up`, whether there seems to be something to do or not. */
export async function goTheWholeWay(stack: Stack, context: Context, repair: boolean): Promise<UpEnd> {
  context.times.restart(thingsToDo(stack));
  const result = await bringUp(stack, { ...context, repair });
  if (result.repaired !== undefined) {
    const nodes = stack.cluster.nodes.map(({ name }) => name);
    await recordRepaired(result.repaired, nodes, { stackFolder: stack.folder, signal: context.signal });
  }
  const marks = readMarks(stack, context);
  // Only a successful end awaits these; otherwise their rejection would go unhandled.
  marks.catch(() => undefined);
  const ask = (): Promise<Answer> => context.log.step("ask the chat expert", () => askCluster(stack.folder));
  // After a change the expert may still be loading its model; otherwise it can answer at once.
  const early = changedIn(result.changes).length === 0 ? askCluster(stack.folder).catch(() => undefined) : undefined;
  const report = await waitUntilHealthy(stack, context);
  const answer = nobodyAnswers(stack, report) ?? (await early) ?? (await ask());
  await bringKeys(stack, context);
  if (stack.placement !== undefined) keepPlacement(stack.folder, stack.placement, stack.placementFacts);
  endUp(stack.folder);
  recordSettled(stack, result, await marks);
  writeStamp(stack.folder, await ownStamp());
  forgetUpgradeRecord(stack.folder);
  context.times.keep();
  return { changes: result.parts, ...(result.repaired && { repaired: result.repaired }), report, answer };
}

/** Where every chat expert waits for a machine that is off, as the inventory allows, there is nobody to ask. */
function nobodyAnswers({ cluster: { experts } }: Stack, { status: { jobs } }: StatusReport): Answer | undefined {
  const chats = experts.filter(({ model }) => model.kind === "chat").map((expert) => expertService(expert));
  const waits = jobs.filter(({ name, waitsFor }) => chats.includes(name) && waitsFor !== undefined);
  if (waits.length === 0 || waits.length < chats.length) return undefined;
  const text = "(not asked: every chat expert waits for a machine that is off)";
  return { text, expert: "nobody", cut: false, tokens: 0, firstTokenMs: 0, totalMs: 0 };
}

/** The keys of the inventory's people: they are records in Consul, so that the key itself is in no state. */
async function bringKeys({ cluster: { people }, folder }: Stack, { log }: Context): Promise<void> {
  const { kv } = connectCluster(folder).consul;
  const changes = await syncKeysOfPeople({ people, folder }, { kv, office: new KeyOffice(kv) });
  if (changes.length > 0) log.info(formatPeople(changes, { folder, done: true }));
}

const askCluster = async (stackFolder: string): Promise<Answer> =>
  askFirstQuestion(await serviceEndpoint(stackFolder, "gateway"));

export function summary(changes: Readonly<Record<string, number>>): string {
  const changed = changedIn(changes);
  if (changed.length === 0) return "nothing changed; edits made by hand are not looked at, `hearth drift` finds them";
  return changed
    .map(([operation, count], index) => `${index === 0 ? countParts(count) : count} ${operation}d`)
    .join(", ");
}

const changedIn = (changes: Readonly<Record<string, number>>): readonly (readonly [string, number])[] =>
  Object.entries(changes).filter(([operation]) => operation !== "same");
