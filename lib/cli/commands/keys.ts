import { Option } from "commander";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { changeTerms, revoke, rotate } from "../../keys/change-key.ts";
import { formatKey, formatKeys, meterStates } from "../../keys/format-keys.ts";
import { readPeople } from "../../keys/people-keys.ts";
import { KeyOffice } from "../../keys/key-office.ts";
import { keepSecret, presentAuthor, refuseKitKey, withOutput } from "../keys/keep-secret.ts";
import { keyIdSchema, type KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import { keyState } from "../../keys/key-state.ts";
import type { KeyList } from "../../keys/record-office.ts";
import { makeKey, type NewKey } from "../../keys/make-key.ts";
import { unknownModel } from "../../config/shape/unknown-model.ts";
import { modelNames } from "../keys/check-models.ts";
import { formatPeople, syncKeysOfPeople } from "../keys/sync-people.ts";
import { addressLines } from "../keys/address-lines.ts";
import { addTermOptions, changesNothing, toTerms, type TermOptions } from "../keys/term-options.ts";
import { stackCommand } from "../../stack-command.ts";
import { kitKeysOf, rotateKitKey } from "../../stack/rotate-kit-key.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { keepNames, keptNames } from "../../stack/kept-names.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { makeContext, print, type Context } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { duration, parse, textOf } from "../options.ts";

interface OutputOption {
  readonly output?: string;
}

const keyId = textOf(keyIdSchema);

export const register: RegisterCommand = (program, signal) => {
  const keys = program
    .command("keys")
    .description("manage the gateway's API keys: who may use which models, how fast and how much")
    .addHelpText(
      "after",
      "\nA key is shown only once, when it is created; the cluster keeps its digest. More in docs/how-to/keys.md.",
    );
  const open = async () => {
    const context = makeContext(program.opts(), signal);
    const stack = await loadStack(context.stack);
    reachCluster(stack);
    const { consul, access } = connectCluster(context.folder);
    const own = kitKeysOf(stack, "gateway");
    const refuseOwn = (id: string): void => refuseKitKey(id, own, "hearth keys");
    const places = { consul, domain: access.domain };
    return { context, stack, own, refuseOwn, places, office: new KeyOffice(consul.kv) };
  };
  const checkModels = (stack: Stack, { models }: TermOptions, log: Log): void => {
    if (models === undefined || models === "any") return;
    const problem = unknownModel(models, modelNames(stack.cluster));
    if (problem === undefined) return;
    // Which models providers have is known on the cluster only.
    if (stack.cluster.gateway?.providers === undefined) keys.error(`error: ${problem}`, { exitCode: exitCodes.usage });
    else log.warn(`${problem}; it may be a model of a provider`);
  };

  withOutput(addTermOptions(keys.command("create").argument("<name>", "what to call it", keyId)))
    .description("create a key and print it (it is not shown again)")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth keys create laptop\n  hearth keys create kids --models 'smol*' --tokens-per-day 50000 --requests-per-minute 20" +
        "\n  hearth keys create guest --expires 7d --output guest.key\n  hearth keys create anns-phone --memories ann",
    )
    .action(async (id: string, { output, ...terms }: TermOptions & OutputOption) => {
      const { context, stack, office, refuseOwn, places } = await open();
      refuseOwn(id);
      checkModels(stack, terms, context.log);
      const secret = makeKey();
      const record = await keepSecret(secret, output, () =>
        office.create({ id, sha256: secret.sha256, ...toTerms(terms) }, presentAuthor()),
      );
      keepNames(context.folder, { keys: [...keptNames(context.folder, "keys"), id] });
      printSecret(context, { record, secret, output });
      for (const line of await addressLines(context, places)) context.log.info(line);
    });

  keys
    .command("list")
    .description("all keys and what they may do")
    .addHelpText("after", "\nExample:\n  hearth keys list")
    .action(async () => {
      const { context, office } = await open();
      const keys = await office.list();
      keepNames(context.folder, { keys: keys.records.map(({ id }) => id) });
      print(context, { json: { keys: listed(keys) }, text: formatKeys(keys, new Date(), context) });
    });

  keys
    .command("show")
    .argument("<name>", "a key", keyId)
    .description("show one key: its rights, how much of its limits is used, and who changed it when")
    .addHelpText("after", "\nExample:\n  hearth keys show kids")
    .action(async (id: string) => {
      const { context, office, refuseOwn } = await open();
      refuseOwn(id);
      const [record, spent] = await Promise.all([office.find(id), office.spent(id)]);
      const meters = meterStates(record, spent, new Date());
      print(context, { json: { ...shown(record), meters }, text: formatKey(record, spent, new Date()) });
    });

  keys
    .command("sync")
    .description("make the keys of the inventory's `people` as it says; `hearth up` does the same")
    .option("--dry-run", "only say what would be done")
    .addHelpText("after", "\nExamples:\n  hearth keys sync --dry-run\n  hearth keys sync")
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      const { context, stack, office, places } = await open();
      const { people = [] } = stack.cluster;
      const found = { kv: places.consul.kv, office };
      const { folder } = context;
      const changes = await (dryRun ? readPeople(people, found) : syncKeysOfPeople({ people, folder }, found));
      print(context, { json: { changes, done: !dryRun }, text: formatPeople(changes, { folder, done: !dryRun }) });
    });

  const limits = addTermOptions(keys.command("limits").argument("<name>", "a key", keyId));
  limits
    .description("change what a key may do; options that are left out change nothing")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth keys limits kids --tokens-per-day 100000\n  hearth keys limits kids --models any\n  hearth keys limits anns-phone --memories-tokens 200",
    )
    .action(async (id: string, options: TermOptions) => {
      const terms = toTerms(options);
      if (changesNothing(terms))
        limits.error("error: nothing to change; name what to change", { exitCode: exitCodes.usage });
      const { context, stack, office, refuseOwn } = await open();
      refuseOwn(id);
      checkModels(stack, options, context.log);
      const record = await office.change(id, (present) => changeTerms(present, terms, presentAuthor()));
      print(context, {
        json: shown(record),
        text: formatKeys({ records: [record], unreadable: [] }, new Date(), context),
      });
    });

  withOutput(keys.command("rotate").argument("<name>", "a key", keyId))
    .addOption(
      new Option("--overlap <time>", "how long the old secret stays valid")
        .argParser(parse(duration))
        .default(86_400_000, "1d"),
    )
    .description("give a key a new secret and print it (it is not shown again); the old one stays valid for a day")
    .addHelpText("after", "\nExamples:\n  hearth keys rotate laptop\n  hearth keys rotate laptop --overlap 0s")
    .action(async (id: string, { output, overlap }: OutputOption & { overlap: number }) => {
      const { context, stack, own, office } = await open();
      const kitKey = own.find((key) => key.id === id);
      if (kitKey !== undefined) {
        await rotateKitKey(stack, kitKey, { job: "gateway", environment: context.environment });
        const text = `${id}: the new key is in the stack's secrets; \`${stackCommand(stack.name, "up")}\` brings it to the cluster`;
        print(context, { json: { id, rotated: true }, text });
        return;
      }
      const secret = makeKey();
      const record = await keepSecret(secret, output, () =>
        office.change(id, (present) => rotate(present, { sha256: secret.sha256, overlapMs: overlap }, presentAuthor())),
      );
      printSecret(context, { record, secret, output });
    });

  keys
    .command("revoke")
    .argument("<name>", "a key", keyId)
    .addOption(new Option("--forget").hideHelp())
    .description("refuse a key from now on, and keep its history; running answers finish")
    .addHelpText("after", "\nExample:\n  hearth keys revoke guest")
    .action(async (id: string, { forget = false }: { forget?: boolean }) => {
      const { context, office, refuseOwn } = await open();
      refuseOwn(id);
      if (forget) await office.forget(id);
      else await office.change(id, (present) => revoke(present, presentAuthor()));
      const state = forget ? "deleted" : "revoked";
      print(context, { json: { id, state, forgotten: forget }, text: `${id}: ${state}` });
    });

  keys
    .command("delete")
    .argument("<name>", "a key", keyId)
    .description("refuse a key from now on, and delete its record and history; its name can be used again")
    .addHelpText("after", "\nExample:\n  hearth keys delete guest")
    .action(async (id: string) => {
      const { context, office, refuseOwn } = await open();
      refuseOwn(id);
      await office.forget(id);
      keepNames(context.folder, { keys: keptNames(context.folder, "keys").filter((name) => name !== id) });
      print(context, { json: { id, deleted: true }, text: `${id}: deleted` });
    });
};

interface Made {
  readonly record: KeyRecord;
  readonly secret: NewKey;
  readonly output: string | undefined;
}

function printSecret(context: Context, { record, secret: { key }, output }: Made): void {
  if (output === undefined) context.log.info(`${record.id}: this is the only time that the key is shown`);
  print(context, {
    json: { ...shown(record), ...(output === undefined ? { key } : { file: output }) },
    text: output === undefined ? key : `${record.id}: the key is in ${output}`,
  });
}

const listed = ({ records, unreadable }: KeyList<KeyRecord>): readonly object[] => [
  ...records.map(shown),
  ...unreadable.map((record) => ({ ...record, state: "unreadable" })),
];

/** A record without its digests. */
function shown({ secrets, ...record }: KeyRecord): object {
  const ends = secrets.map(({ notAfter = null }) => ({ notAfter }));
  return { ...record, state: keyState(record, new Date()), secrets: ends };
}
