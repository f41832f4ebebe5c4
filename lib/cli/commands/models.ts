import { rm } from "node:fs/promises";
import { totalmem } from "node:os";
import { HearthError } from "@hearth/kernel/errors.ts";
import { sha256OfFile } from "@hearth/kernel/sha256-of-file.ts";
import { table } from "@hearth/kernel/table.ts";
import { checkConfiguration } from "../../config/check-configuration.ts";
import { filesOfModel } from "../../config/derive/model-files.ts";
import { loadModels, type Catalogue, type CatalogueEntry } from "../../config/load-models.ts";
import { languageCode, modelName } from "../../config/shape/fields.ts";
import { modelAbilities, modelUses } from "../../config/shape/models-schema.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { loadDefinitions } from "../../jobs/load-definitions.ts";
import { pullModel, recordFacts } from "../../model-store/pull-model.ts";
import { findStored, folderOfFile } from "../../model-store/stored-file.ts";
import { stackFolder } from "../../paths.ts";
import { keepNames } from "../../stack/kept-names.ts";
import { inventoryFileOf } from "../../stack/load-stack.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { addModel, type AddOptions } from "../models/add-model.ts";
import { formatModel, formatModels } from "../models/format-models.ts";
import { stateOf } from "../models/model-state.ts";
import { removeOwnModel } from "../models/own-models.ts";
import { plan } from "../models/plan.ts";
import { namesOf, parse, shortText, textOf, type Kind } from "../options.ts";

export const register: RegisterCommand = (program, signal) => {
  const command = program
    .command("models")
    .description("the models that experts can use: list them, add your own, fetch them, see where they have room");
  plan(command, () => makeContext(program.opts(), signal));

  command
    .command("list")
    .description("show every model with its size, its memory, and whether it is here and fits the machines")
    .addHelpText("after", "\nExamples:\n  hearth models list\n  hearth models list --json")
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const machines = await machinesOf(context.stack);
      const models = catalogueOf(context.stack).entries.map((entry) => stateOf(entry, machines));
      const color = process.stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "";
      print(context, { json: { models }, text: formatModels(models, { width: context.width, color }) });
    });

  command
    .command("show")
    .argument("<name>", "a model of the catalogue")
    .description("show what is known of a model: its header, its licence, its sources")
    .addHelpText("after", "\nExample:\n  hearth models show smollm2-135m-instruct")
    .action(async (name: string) => {
      const context = makeContext(program.opts(), signal);
      const model = stateOf(entryOf(catalogueOf(context.stack), name), await machinesOf(context.stack));
      print(context, { json: { model }, text: formatModel(model) });
    });

  command
    .command("add")
    .argument("<address>", "the address or the path of a GGUF file, or hub:ORG/REPO:QUANT")
    .description(
      "add a model to models.local.yaml, after reading its header; fetches it where only that tells its checksum",
    )
    .option("--name <name>", "what inventories call it; after the file by default", textOf(modelName))
    .option("--kind <kind>", "what it does, if its header does not say it: chat, embedding or rerank", parse(oneKind))
    .option("--sha256 <checksum>", "what the file has to be; it is then not fetched yet", parse(checksum))
    .option("--licence <licence>", "its licence; the header's by default", parse(shortText))
    .option("--forbids <uses>", "uses that its licence forbids", parse(namesOf(modelUses)))
    .option("--languages <languages>", "languages that it understands, such as en,de", parse(languages))
    .option("--abilities <abilities>", "what it is good for", parse(namesOf(modelAbilities)))
    .addHelpText(
      "after",
      "\nExamples:\n  hearth models add hub:Qwen/Qwen3-4B-GGUF:Q4_K_M\n  hearth models add http://192.168.1.20:8000/model.Q4_K_M.gguf --name my-model\n  hearth models add ~/models/model.gguf --languages en,de",
    )
    .action(async (address: string, options: AddOptions) => {
      const context = makeContext(program.opts(), signal);
      const catalogue = catalogueOf(context.stack);
      const added = await addModel(address, options, { catalogue, log: context.log, signal });
      const model = stateOf(entryOf(catalogueOf(context.stack), added.name), await machinesOf(context.stack));
      const use = `Use it in an inventory: an expert with \`model: ${added.name}\`.`;
      print(context, {
        json: { model, file: added.file },
        text: `${added.name} is in ${added.file}\n\n${formatModel(model)}\n\n${use}`,
      });
    });

  command
    .command("pull")
    .argument("<names...>", "models of the catalogue")
    .description("fetch models to this computer, check them, and read their headers; continues what was cut off")
    .addHelpText(
      "after",
      "\n`hearth up` fetches what its experts need by itself.\n\nExample:\n  hearth models pull qwen2.5-coder-1.5b-instruct",
    )
    .action(async (names: readonly string[]) => {
      const context = makeContext(program.opts(), signal);
      const catalogue = catalogueOf(context.stack);
      const entries = names.map((name) => entryOf(catalogue, name));
      for (const { name, row, known } of entries) {
        if (row.forbids?.includes(catalogue.use) === true) throw forbidden(name, catalogue);
        const { facts } = await pullModel(filesOfModel(row, known.sizeBytes), { log: context.log, signal });
        if (facts !== undefined) recordFacts(row.sha256, facts, catalogue.files);
      }
      const machines = await machinesOf(context.stack);
      const after = catalogueOf(context.stack);
      const models = names.map((name) => stateOf(entryOf(after, name), machines));
      print(context, { json: { models }, text: models.map(({ name }) => `${name} is here`).join("\n") });
    });

  command
    .command("verify")
    .argument("[names...]", "models of the catalogue; by default all that are here")
    .description("read files of models from beginning to end and compare their checksums")
    .addHelpText("after", "\nExample:\n  hearth models verify")
    .action(async (names: readonly string[]) => {
      const context = makeContext(program.opts(), signal);
      const catalogue = catalogueOf(context.stack);
      const entries = names.length === 0 ? catalogue.entries : names.map((name) => entryOf(catalogue, name));
      const files = await context.log.step("compare checksums", () => verify(entries, names.length > 0));
      const rows = files.map(({ model, file, state }) => [model, file, state]);
      print(context, { json: { files }, text: table(["model", "file", "state"], rows, context) });
      const bad = files.filter(({ state }) => state !== "good");
      if (bad.length > 0) throw damaged(bad);
    });

  command
    .command("rm")
    .argument("<name>", "a model of the catalogue")
    .description("remove a model's files from this computer, and its entry if it is your own")
    .addHelpText("after", "\nExample:\n  hearth models rm my-model")
    .action(async (name: string) => {
      const context = makeContext(program.opts(), signal);
      const catalogue = catalogueOf(context.stack);
      const { row, isOwn } = entryOf(catalogue, name);
      if (catalogue.used.includes(name)) throw inUse(name, inventoryFileOf(context.stack));
      const shared = new Set(
        catalogue.entries
          .filter((entry) => entry.name !== name)
          .flatMap((entry) => filesOfModel(entry.row).map(({ sha256 }) => sha256)),
      );
      for (const file of filesOfModel(row)) {
        if (!shared.has(file.sha256)) await rm(folderOfFile(file), { recursive: true, force: true });
      }
      if (isOwn) removeOwnModel(catalogue.files.local, name);
      const text = isOwn ? `${name} is removed` : `the files of ${name} are removed; its entry is the kit's and stays`;
      print(context, { json: { name, isEntryRemoved: isOwn }, text });
    });
};

function catalogueOf(stack: string): Catalogue {
  const catalogue = loadModels(inventoryFileOf(stack));
  keepNames(stackFolder(stack), { models: catalogue.entries.map(({ name }) => name) });
  return catalogue;
}

function entryOf({ entries }: Catalogue, name: string): CatalogueEntry {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const names = entries.map((entry) => entry.name);
  throw new HearthError({
    code: "MODEL_UNKNOWN",
    message: `there is no model ${name}; ${suggestion(name, names)}`,
    hint: "List the models with `hearth models list`, or add one with `hearth models add ADDRESS`.",
  });
}

/** What each machine of the inventory offers, in bytes; this computer's in the lab. Empty unless all of them say it. */
async function machinesOf(stack: string): Promise<readonly number[]> {
  const { declared } = await loadDefinitions();
  const { cluster } = checkConfiguration(inventoryFileOf(stack), { declared });
  if (cluster === undefined) return [];
  const declaredBytes = cluster.nodes.map(({ resources }) => resources.memoryBytes);
  if (cluster.nodesFrom === "lab" && !declaredBytes.every((bytes) => bytes !== undefined)) return [totalmem()];
  return declaredBytes.filter((bytes) => bytes !== undefined);
}

interface Verified {
  readonly model: string;
  readonly file: string;
  readonly state: "good" | "damaged" | "missing";
}

async function verify(entries: readonly CatalogueEntry[], isMissingBad: boolean): Promise<readonly Verified[]> {
  const verified: Verified[] = [];
  for (const { name, row } of entries) {
    for (const file of filesOfModel(row)) {
      const path = findStored(file);
      if (path === undefined && !isMissingBad) continue;
      const state = path === undefined ? "missing" : (await sha256OfFile(path)) === file.sha256 ? "good" : "damaged";
      verified.push({ model: name, file: file.file, state });
    }
  }
  return verified;
}

const damaged = (files: readonly Verified[]): HearthError =>
  new HearthError({
    code: "CHECKSUM_MISMATCH",
    message: files.map(({ file, state }) => `${file} is ${state}`).join(", "),
    hint: "Remove the model with `hearth models rm NAME`, then fetch it again with `hearth models pull NAME`.",
  });

const inUse = (name: string, inventory: string): HearthError =>
  new HearthError({
    code: "MODEL_IN_USE",
    at: inventory,
    message: `an expert uses ${name}`,
    hint: "Give the expert another model, run `hearth up`, then remove this one.",
  });

const forbidden = (name: string, { use }: Catalogue): HearthError =>
  new HearthError({
    code: "LICENCE_FORBIDS",
    message: `the licence of ${name} forbids ${use} use, and the inventory says \`use: ${use}\``,
    hint: "Choose another model; `hearth models list` shows licences.",
  });

const kinds = ["chat", "embedding", "rerank"] as const;
const oneKind: Kind<(typeof kinds)[number]> = {
  is: `one of ${kinds.join(", ")}`,
  read: (text) => kinds.find((kind) => kind === text),
};

const checksum: Kind<string> = {
  is: "64 hexadecimal digits",
  read: (text) => (/^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : undefined),
};

const languages: Kind<readonly string[]> = {
  is: "languages by their two letters, separated by commas",
  read: (text) => {
    const found = text.split(",").map((part) => part.trim());
    return found.every((language) => languageCode.safeParse(language).success) ? found : undefined;
  },
};
