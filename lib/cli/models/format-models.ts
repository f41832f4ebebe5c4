import { table } from "@hearth/kernel/table.ts";
import type { ModelState } from "./model-state.ts";

/** The catalogue for people. What does not fit is grey on a terminal, and says how much is missing. */
export function formatModels(
  models: readonly ModelState[],
  { width, color }: { readonly width: number; readonly color: boolean },
): string {
  const rows = models.map((model) => [
    ...[model.name, model.kind, model.abilities.join(", "), model.quantization ?? "", sizeText(model)],
    ...[memoryText(model), model.contextTokens === undefined ? "" : String(model.contextTokens)],
    ...[stateText(model), fitText(model), model.licence ?? ""],
  ]);
  const headings = ["model", "kind", "abilities", "bits", "size", "memory", "context", "here", "fits", "licence"];
  const [head = "", ...lines] = table(headings, rows, { width }).split("\n");
  return [
    head,
    ...lines.map((line, index) =>
      color && models[index]?.fit?.isFitting === false ? `\u001B[2m${line}\u001B[0m` : line,
    ),
  ].join("\n");
}

/** One model, with everything that is known of it. */
export function formatModel(model: ModelState): string {
  const { facts } = model;
  const rows: readonly (readonly [string, string])[] = [
    ["kind", model.kind],
    ["abilities", model.abilities.join(", ")],
    ["languages", model.languages?.join(", ") ?? "not known"],
    ["licence", [model.licence ?? "not known", ...model.forbids.map((use) => `forbids ${use} use`)].join("; ")],
    ["files", model.files.map(({ file }) => file).join(", ")],
    ["size", bytesText(model.sizeBytes)],
    [
      "memory",
      model.memoryBytes === undefined
        ? memoryText(model).replace("?", "not known")
        : `${bytesText(model.memoryBytes)} with ${model.planTokens} tokens`,
    ],
    ["longest context", model.contextTokens === undefined ? "not known" : `${model.contextTokens} tokens`],
    ...(facts === undefined
      ? [["header", "not read yet; `hearth models pull` reads it"] as const]
      : ([
          ["architecture", `${facts.architecture}, ${facts.layers} layers of ${facts.embeddingLength} numbers`],
          ["attention", `${facts.heads} heads, ${facts.kvHeads} for the KV cache`],
          ["quantization", facts.quantization],
          ["template", templateText(facts.chat)],
          ...(facts.experts === undefined
            ? []
            : [["experts", `${facts.experts.used} of ${facts.experts.count} for a token`] as const]),
        ] as const)),
    ["here", stateText(model) === "" ? "no" : stateText(model)],
    ["fits", fitText(model) === "" ? "not known: no machine says how much memory it has" : fitText(model)],
    ["sources", model.sources.join("\n")],
    ...(model.note === undefined ? [] : [["note", model.note.trim()] as const]),
  ];
  return rows
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key.padEnd(15)}  ${value.replaceAll("\n", `\n${" ".repeat(17)}`)}`)
    .join("\n");
}

const templateText = (chat: object): string => {
  const can = Object.entries(chat).flatMap(([ability, is]) => (is === true ? [ability] : []));
  return can.length === 0 ? "" : `has a place for ${can.join(", ")}`;
};

const stateText = ({ isHere, arrivedBytes, sizeBytes }: ModelState): string => {
  if (isHere) return "yes";
  if (arrivedBytes === 0) return "";
  return sizeBytes === undefined ? bytesText(arrivedBytes) : `${Math.floor((100 * arrivedBytes) / sizeBytes)}%`;
};

const fitText = ({ fit }: ModelState): string => {
  if (fit === undefined) return "";
  if (!fit.isFitting) return `${bytesText(fit.missingBytes)} missing`;
  return fit.machines === 1 ? "one machine" : `${fit.machines} machines`;
};

/** Unknown is shown differently from zero. */
const sizeText = ({ sizeBytes }: ModelState): string => (sizeBytes === undefined ? "?" : bytesText(sizeBytes));

const memoryText = ({ memoryBytes, leastMemoryBytes }: ModelState): string => {
  if (memoryBytes !== undefined) return bytesText(memoryBytes);
  return leastMemoryBytes === undefined ? "?" : `≥ ${bytesText(leastMemoryBytes)}`;
};

const bytesText = (bytes: number | undefined): string => {
  if (bytes === undefined) return "";
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${Math.ceil(bytes / 2 ** 20)} MiB`;
};
