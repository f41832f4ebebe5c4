import { existsSync } from "node:fs";
import { without } from "@hearth/kernel/omit.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { KeyOffice } from "../../keys/key-office.ts";
import { readPeople, type PeopleChange } from "../../keys/people-keys.ts";
import { changedLines, formatPreview, type Preview } from "../../stack/format-preview.ts";
import { formatMoves } from "../../placement/format-placement.ts";
import { effectsOfChanges, type ChangeEffect } from "../../stack/preview-changes.ts";
import { unchangedResources } from "../../stack/settled/check-settled.ts";
import { ownSecretsOf, requireOwnSecrets } from "../../secrets/own-secrets.ts";
import { notesOn } from "../../stack/inventory-notes.ts";
import { toolPath } from "../../toolchain/installed/tool-path.ts";
import { readSecrets } from "../../stack/init-stack.ts";
import { isFresh, previewFresh, freshLabNodes } from "../../stack/preview-fresh.ts";
import { loadStack, readStackConfig, type Stack } from "../../stack/load-stack.ts";
import { prepareStack } from "../../stack/prepare-stack.ts";
import { runUpdate } from "../../stack/pulumi/run-update.ts";
import { stackCommand } from "../../stack-command.ts";
import { formatPeople, peopleFolder } from "../keys/sync-people.ts";
import { makeContext, print, type Context } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

interface PreviewOptions {
  readonly diff?: boolean;
  readonly expectNoChanges?: boolean;
  readonly full?: boolean;
}

export const register: RegisterCommand = (program, signal) => {
  program
    .command("preview")
    .description("show what `up` would change; changes nothing")
    .option("--diff", "show the old and the new value of what would change")
    .option("--expect-no-changes", "exit 2 when anything would change")
    .option("--full", "run Pulumi even if nothing can have changed since the last `up`")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth preview\n  hearth preview --diff\n  hearth preview --expect-no-changes && echo converged",
    )
    .action(async ({ diff = false, expectNoChanges = false, full = false }: PreviewOptions) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const isNew = isFresh(stack);
      const preview = isNew ? await showFresh(stack, context) : await lookForChanges(stack, context, full);
      const { placement, placementFacts } = stack;
      const moves = placement === undefined ? [] : formatMoves(placement, placementFacts?.present ?? []);
      const keys = isNew ? [] : await keysToChange(stack);
      const effects = isNew ? new Map<string, ChangeEffect>() : await effectsOfChanges(stack, preview.planned, signal);
      const keyLines = keys.length === 0 ? [] : [formatPeople(keys, { folder: stack.folder, done: false })];
      print(context, {
        json: {
          ...previewJson(preview, { diff, effects }),
          ...(placement !== undefined && { placement: placement.experts }),
          keys,
        },
        text: [...moves, ...keyLines, formatPreview(preview, { diff, effects: phrases(effects) })].join("\n"),
      });
      if (expectNoChanges && preview.planned.length + preview.others + keys.length > 0) {
        throw new HearthError({
          code: "CHANGES_FOUND",
          message: "the preview shows changes where none were expected",
          hint: "See what differs with `hearth preview --diff`, and apply it with `hearth up`.",
        });
      }
    });
};

/** What `up` would do about the keys of people. A cluster that never had any is not asked. */
async function keysToChange({ folder, cluster: { people = [] } }: Stack): Promise<readonly PeopleChange[]> {
  if (people.length === 0 && !existsSync(peopleFolder(folder))) return [];
  const { kv } = connectCluster(folder).consul;
  return readPeople(people, { kv, office: new KeyOffice(kv) });
}

interface Shown {
  readonly diff: boolean;
  readonly effects: ReadonlyMap<string, ChangeEffect>;
}

const phrases = (effects: Shown["effects"]): ReadonlyMap<string, readonly string[]> =>
  new Map([...effects].map(([resource, effect]) => [resource, effect.effects]));

/** `changes` counts by operation; `resources` names what would change. */
function previewJson({ planned, same, labNodes = [] }: Preview, { diff, effects }: Shown): object {
  const counts = new Map<string, number>(same > 0 ? [["same", same]] : []);
  for (const { operation } of planned) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  const resources = planned.map(({ resource, operation, ...texts }) => ({
    name: resource,
    operation,
    ...effects.get(resource),
    ...(diff && operation !== "create" && operation !== "delete" && { diff: changedLines(texts) ?? "secret" }),
  }));
  return { changes: Object.fromEntries(counts), resources, ...(labNodes.length > 0 && { labNodes }) };
}

async function showFresh(stack: Stack, { log }: Context): Promise<Preview> {
  const written = { file: stack.inventoryFile, cluster: stack.cluster };
  for (const note of await notesOn(written, toolPath())) log.warn(note);
  log.info(
    `nothing of this stack exists yet, so \`up\` would create all of it; \`${stackCommand(stack.name, "preflight")}\` checks the machines`,
  );
  return {
    planned: previewFresh(stack).map((resource) => ({ resource, operation: "create" })),
    same: 0,
    others: 0,
    labNodes: freshLabNodes(stack),
  };
}

async function lookForChanges(stack: Stack, context: Context, full: boolean): Promise<Preview> {
  prepareStack(stack, { planned: true });
  const unchanged = full ? undefined : unchangedResources(stack);
  if (unchanged !== undefined) return { planned: [], same: unchanged, others: 0 };
  // A provider's secret that is not there would end Pulumi's program with a stack trace.
  if (ownSecretsOf(stack.cluster).length > 0 && "hearth:secrets" in readStackConfig(stack.name)) {
    requireOwnSecrets(stack.cluster, await readSecrets(stack.name, context.environment));
  }
  const { changes, parts, planned } = await context.log.step("pulumi preview", () =>
    runUpdate(["preview"], { ...context, stack: stack.name }),
  );
  const total = Object.values(without(changes, "same")).reduce((sum, number) => sum + number, 0);
  return { planned, same: parts["same"] ?? 0, others: Math.max(0, total - planned.length) };
}
