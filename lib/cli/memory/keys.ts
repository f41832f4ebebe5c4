import { Option, type Command } from "commander";
import type { KeyScope } from "@hearth/contracts/memory/api/endpoint.ts";
import { name as agentSchema } from "@hearth/contracts/memory/api/fields.ts";
import { tenantSchema, type MemoryKeyRecord } from "@hearth/contracts/memory/key-record.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { without } from "@hearth/kernel/omit.ts";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { keepSecret, presentAuthor, refuseKitKey, withOutput } from "../keys/keep-secret.ts";
import { keyIdSchema } from "@hearth/contracts/keys/key-record.ts";
import { keyState } from "../../keys/key-state.ts";
import { makeKey } from "../../keys/make-key.ts";
import { newMemoryKey, revokeMemoryKey } from "../../memory/keys/change-memory-key.ts";
import { formatMemoryKeys } from "../../memory/keys/format-memory-keys.ts";
import { memoryKeyOffice } from "../../memory/keys/memory-key-office.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { kitKeysOf, rotateKitKey } from "../../stack/rotate-kit-key.ts";
import { stackCommand } from "../../stack-command.ts";
import { print } from "../context.ts";
import { futureMoment, parse, textOf } from "../options.ts";
import type { Open } from "./open.ts";
import { scopeList, usualScopes } from "./scopes-option.ts";

interface AddOptions {
  readonly tenant: string;
  readonly agent?: string;
  readonly scopes?: readonly KeyScope[];
  readonly expires?: Date;
  readonly output?: string;
}

/** `hearth memory keys create`, `list`, `revoke` and `delete`. */
export function keys(command: Command, open: Open): void {
  const group = command
    .command("keys")
    .description("manage the memory service's API keys: which agent may read and write what")
    .addHelpText(
      "after",
      "\nA key is shown only once, when it is created; the cluster keeps its digest. Changes take effect within seconds.",
    );
  const office = async () => {
    const context = await open();
    const own = kitKeysOf(await loadStack(context.stack), "memory");
    const refuseOwn = (id: string): void => refuseKitKey(id, own, "hearth memory keys");
    return { context, refuseOwn, records: memoryKeyOffice(connectCluster(context.folder).consul.kv) };
  };

  withOutput(group.command("create").alias("add").argument("<name>", "what to call it", textOf(keyIdSchema)))
    .option(
      "--tenant <name>",
      "whose memories it works on; tenants never see each other's",
      textOf(tenantSchema),
      "home",
    )
    .option(
      "--agent <name>",
      "the agent that its memories are recorded for, unless a request names another",
      textOf(agentSchema),
    )
    .option(
      "--scopes <list>",
      "what it may do, such as memories,skills:read; everything but admin by default",
      parse(scopeList),
    )
    .option("--expires <when>", "after a time such as 30d, or at a date such as 2027-01-31", parse(futureMoment))
    .description("create a key and print it (it is not shown again)")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth memory keys create cook --agent cook\n  hearth memory keys create reader --scopes memories:read,skills:read --expires 30d" +
        "\n  hearth memory keys create shop --tenant shop --output shop.key",
    )
    .action(async (id: string, { output, expires, scopes, ...terms }: AddOptions) => {
      const { context, records, refuseOwn } = await office();
      refuseOwn(id);
      const secret = makeKey("memory");
      const { key, sha256 } = secret;
      const record = await keepSecret(secret, output, () =>
        records.create(
          newMemoryKey(
            { id, sha256, scopes: [...(scopes ?? usualScopes)], notAfter: expires, ...terms },
            presentAuthor(),
          ),
        ),
      );
      if (output === undefined) context.log.info(`${id}: this is the only time that the key is shown`);
      print(context, {
        json: { ...shown(record), ...(output === undefined ? { key } : { file: output }) },
        text: output === undefined ? key : `${id}: the key is in ${output}`,
      });
    });

  group
    .command("list")
    .description("all keys and what they may do")
    .addHelpText("after", "\nExample:\n  hearth memory keys list")
    .action(async () => {
      const { context, records } = await office();
      const keys = await records.list();
      const unreadable = keys.unreadable.map((record) => ({ ...record, state: "unreadable" }));
      print(context, {
        json: { keys: [...keys.records.map(shown), ...unreadable] },
        text: formatMemoryKeys(keys, new Date(), context),
      });
    });

  group
    .command("revoke")
    .argument("<name>", "a key", textOf(keyIdSchema))
    .addOption(new Option("--forget").hideHelp())
    .description("refuse a key from now on, and keep its record")
    .addHelpText("after", "\nExample:\n  hearth memory keys revoke cook")
    .action(async (id: string, { forget = false }: { forget?: boolean }) => {
      const { context, records, refuseOwn } = await office();
      refuseOwn(id);
      if (forget) await records.forget(id);
      else await records.change(id, (present) => revokeMemoryKey(present, presentAuthor()));
      const state = forget ? "deleted" : "revoked";
      print(context, { json: { id, state, forgotten: forget }, text: `${id}: ${state}` });
    });

  group
    .command("rotate")
    .argument("<name>", "owner, or another key that Hearth makes itself", textOf(keyIdSchema))
    .description("replace one of the keys that Hearth makes itself; `hearth up` brings it to the cluster")
    .addHelpText("after", "\nExample:\n  hearth memory keys rotate owner")
    .action(async (id: string) => {
      const context = await open();
      const stack = await loadStack(context.stack);
      const own = kitKeysOf(stack, "memory");
      const key = own.find((candidate) => candidate.id === id);
      if (key === undefined) {
        throw new HearthError({
          code: "KEY_UNUSABLE",
          message: `'${id}' is no key that Hearth makes itself; those are ${own.map((known) => known.id).join(", ")}`,
          hint: `Make a new key with \`hearth memory keys create\`, then delete '${id}'.`,
        });
      }
      await rotateKitKey(stack, key, { job: "memory", environment: context.environment });
      const text = `${id}: the new key is in the stack's secrets; \`${stackCommand(stack.name, "up")}\` brings it to the cluster`;
      print(context, { json: { id, rotated: true }, text });
    });

  group
    .command("delete")
    .argument("<name>", "a key", textOf(keyIdSchema))
    .description("refuse a key from now on, and delete its record; its name can be used again")
    .addHelpText("after", "\nExample:\n  hearth memory keys delete cook")
    .action(async (id: string) => {
      const { context, records, refuseOwn } = await office();
      refuseOwn(id);
      await records.forget(id);
      print(context, { json: { id, deleted: true }, text: `${id}: deleted` });
    });
}

/** A record without its digest. */
const shown = (record: MemoryKeyRecord): object => ({
  ...without(record, "sha256"),
  state: keyState(record, new Date()),
});
