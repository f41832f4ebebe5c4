import { InvalidArgumentError, Option } from "commander";
import { count } from "@hearth/kernel/count.ts";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { nearestName, suggestion } from "../../config/shape/nearest-name.ts";
import { stackCommand } from "../../stack-command.ts";
import { secretName } from "../../config/shape/fields.ts";
import { noSecret, ownSecret, ownSecretsOf } from "../../secrets/own-secrets.ts";
import { initStack } from "../../stack/init-stack.ts";
import { keepOwnSecret } from "../../stack/keep-own-secret.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { rotatableOf, rotateStackSecrets } from "../../stack/rotate-stack-secrets.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { table } from "@hearth/kernel/table.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { makeContext, print, type Context } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { duration, parse } from "../options.ts";
import { readSecret } from "../read-secret.ts";

export const register: RegisterCommand = (program, signal) => {
  const secrets = program
    .command("secrets")
    .description("manage your own secrets that the inventory names, such as providers' API keys")
    .addHelpText(
      "after",
      "\nThey are stored encrypted with the stack's other secrets; `hearth up` delivers them to where they are used.",
    );
  const open = async (): Promise<{ context: Context; stack: Stack }> => {
    const context = makeContext(program.opts(), signal);
    const stack = await loadStack(context.stack);
    await installTools(["pulumi"], { log: context.log, signal });
    return { context, stack };
  };

  secrets
    .command("create")
    .alias("set")
    .argument("<name>", "the secret's name in the inventory", name)
    .description("save or replace a secret; its value is prompted for, or read from stdin")
    .addHelpText("after", "\nExamples:\n  hearth secrets create mistral\n  hearth secrets create mistral <mistral.key")
    .action(async (name: string) => {
      const { context, stack } = await open();
      const value = await readSecret(`value of ${name} (not shown): `);
      const changed = await keepOwnSecret(stack, { name, value, environment: context.environment });
      print(context, {
        json: { name, changed },
        text: `${name}: ${changed ? `saved; ${nextStep(stack, name)}` : "unchanged"}`,
      });
    });

  secrets
    .command("delete")
    .alias("remove")
    .alias("rm")
    .argument("<name>", "a secret", name)
    .description("delete a secret")
    .addHelpText("after", "\nExample:\n  hearth secrets delete mistral")
    .action(async (name: string) => {
      const { context, stack } = await open();
      const changed = await keepOwnSecret(stack, { name, value: undefined, environment: context.environment });
      print(context, { json: { name, changed }, text: `${name}: ${changed ? "deleted" : "there is no such secret"}` });
    });

  secrets
    .command("rotate")
    .argument("<names...>", "secrets that Hearth makes, or `all`")
    .addOption(
      new Option("--overlap <time>", "how long former keys and the former authority stay valid")
        .argParser(parse(duration))
        .default(86_400_000, "1d"),
    )
    .description("put new values in place of secrets that Hearth makes; `hearth up` brings them to the cluster")
    .addHelpText(
      "after",
      "\nKeys of services and the authority are valid for another day, so no request fails meanwhile. Tokens of the agents are\nexchanged by `up`; management tokens end at once.\n\nExamples:\n  hearth secrets rotate all\n  hearth secrets rotate gateway.memory consul.gossip\n  hearth secrets rotate ca --overlap 0s",
    )
    .action(async (words: readonly string[], { overlap }: { overlap: number }) => {
      const { context, stack } = await open();
      const known = rotatableOf(stack);
      const names = words.includes("all") ? known : words;
      const unknown = names.find((name) => !known.includes(name));
      if (unknown !== undefined) {
        const message = `error: ${unknown} is no secret that can be rotated; ${suggestion(unknown, known)}`;
        return secrets.error(message, { exitCode: exitCodes.usage });
      }
      prepareSsh(stack);
      const options = { overlapMs: overlap, environment: context.environment, signal };
      await context.log.step("make new secrets", () => rotateStackSecrets(stack, names, options));
      print(context, {
        json: { rotated: names },
        text: `${count(names.length, "secret")} rotated; run \`${stackCommand(stack.name, "up")}\` to bring the new values to the cluster`,
      });
      return undefined;
    });

  secrets
    .command("list")
    .description("list the secrets that the inventory names and those that are saved; never their values")
    .addHelpText("after", "\nExample:\n  hearth secrets list")
    .action(async () => {
      const { context, stack } = await open();
      const { secrets: kept } = await initStack(stack, context.environment);
      const rows = secretRows(stack, Object.keys(kept));
      const list = table(
        ["name", "kept", "used"],
        rows.map(({ name, isKept, isUsed }) => [name, isKept ? "yes" : "no", isUsed ? "yes" : "no"]),
      );
      print(context, { json: { secrets: rows }, text: rows.length === 0 ? "no secrets of your own" : list });
    });
};

/** A secret that no inventory names is of no use yet; perhaps its name is misspelt. */
function nextStep({ cluster, name: stackName }: Stack, name: string): string {
  const named = ownSecretsOf(cluster);
  if (named.includes(name)) return `run \`${stackCommand(stackName, "up")}\` to apply`;
  const nearest = nearestName(name, named);
  return `nothing in the inventory names it yet${nearest === undefined ? "" : `; did you mean ${nearest}?`}`;
}

interface SecretRow {
  readonly name: string;
  readonly isKept: boolean;
  /** Whether the inventory names it. */
  readonly isUsed: boolean;
}

function secretRows({ cluster }: Stack, kept: readonly string[]): readonly SecretRow[] {
  const used = ownSecretsOf(cluster);
  const prefix = ownSecret("");
  const own = kept.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  return [...new Set([...used, ...own])]
    .sort()
    .map((name) => ({ name, isKept: own.includes(name), isUsed: used.includes(name) }));
}

function name(text: string): string {
  if (text !== noSecret && secretName.safeParse(text).success) return text;
  throw new InvalidArgumentError(
    "Use lowercase letters, digits and hyphens, starting with a letter. Leave out the value: it is prompted for.",
  );
}
