import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { z } from "zod";
import { newSkill, skillName } from "@hearth/contracts/memory/api/skills.ts";
import { count } from "@hearth/kernel/count.ts";
import { HearthError, reasonOf } from "@hearth/kernel/errors.ts";
import { table } from "@hearth/kernel/table.ts";
import { connectMemory } from "../../memory/connect-memory.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { parse as parseOption, textOf, wholeNumber } from "../options.ts";

export const register: RegisterCommand = (program, signal) => {
  const command = program.command("skills").description("manage skills: reusable procedures saved for agents");
  const open = async () => {
    const context = makeContext(program.opts(), signal);
    const stack = await loadStack(context.stack);
    reachCluster(stack);
    return { context, client: await connectMemory(context.folder) };
  };

  command
    .command("create")
    .alias("save")
    .argument("<file>", "a skill as YAML or JSON: name, description, content; optional parameters, examples, tags")
    .description("save a skill; an existing name gets a new version")
    .addHelpText("after", "\nExample:\n  hearth skills create backup-photos.yaml")
    .action(async (file: string) => {
      const skill = readSkill(file);
      const { context, client } = await open();
      const saved = await client.call("saveSkill", { body: skill });
      const { name, version } = saved.skill;
      const text = saved.changed ? `saved ${name}, version ${version}` : `${name} is unchanged, version ${version}`;
      print(context, { json: saved, text });
    });

  command
    .command("list")
    .description("list skills, newest first")
    .addHelpText("after", "\nExample:\n  hearth skills list")
    .action(async () => {
      const { context, client } = await open();
      const { skills } = await client.call("listSkills", { query: {} });
      const rows = skills.map(({ name, version, description }) => [name, String(version), description]);
      const text = rows.length === 0 ? "no skills" : table(["skill", "version", "what it does"], rows, context);
      print(context, { json: { skills }, text });
    });

  command
    .command("search")
    .argument("<query...>", "what you want to do")
    .option("-n, --limit <count>", "maximum number of results", parseOption(wholeNumber(1)), 5)
    .description("find skills by meaning")
    .addHelpText("after", '\nExample:\n  hearth skills search "make the living room cosy" --json')
    .action(async (words: readonly string[], { limit }: { limit: number }) => {
      const { context, client } = await open();
      const { hits, by } = await client.call("searchSkills", { body: { query: words.join(" "), limit } });
      const text = hits.map(({ name, version, description, why }) => `${name} v${version}: ${description}\n  ${why}`);
      print(context, { json: { hits, by }, text: text.length === 0 ? "no skills found" : text.join("\n") });
    });

  command
    .command("delete")
    .argument("<name>", "a skill", textOf(skillName))
    .description("delete a skill with all its versions")
    .addHelpText("after", "\nExample:\n  hearth skills delete backup-photos")
    .action(async (name: string) => {
      const { context, client } = await open();
      const { forgotten } = await client.call("forgetSkill", { params: { name } });
      print(context, { json: { name, deleted: forgotten }, text: `${name}: deleted, ${count(forgotten, "version")}` });
    });
};

/** Throws CONFIG_UNREADABLE or CONFIG_INVALID with every finding. */
function readSkill(file: string): z.input<typeof newSkill> {
  let written: unknown;
  try {
    written = parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new HearthError({
      code: "CONFIG_UNREADABLE",
      at: file,
      message: reasonOf(cause),
      hint: "Name a file that holds a skill as YAML or JSON.",
      cause,
    });
  }
  const { data, error } = newSkill.safeParse(written);
  if (data !== undefined) return data;
  throw new HearthError({
    code: "CONFIG_INVALID",
    at: file,
    message: error.issues.map(({ path, message }) => `${path.join(".") || "(top)"}: ${message}`).join("; "),
    hint: "docs/how-to/memory.md lists the fields of a skill.",
  });
}
