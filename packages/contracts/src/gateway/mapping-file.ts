import { z } from "zod";

const name = z.string().min(1).max(128);
/** Names of experts or models, in the order in which they are asked. */
const chain = z.array(name).min(1).max(16);

const conditionSchema = z.strictObject({
  minPromptTokens: z
    .int()
    .positive()
    .optional()
    .meta({ description: "Minimum length of the prompt, in estimated tokens." }),
  maxPromptTokens: z
    .int()
    .positive()
    .optional()
    .meta({ description: "Maximum length of the prompt, in estimated tokens." }),
  tools: z.boolean().optional().meta({ description: "Whether the request offers tools." }),
  vision: z.boolean().optional().meta({ description: "Whether the request contains images." }),
  audio: z.boolean().optional().meta({ description: "Whether the request contains audio." }),
  jsonSchema: z
    .boolean()
    .optional()
    .meta({ description: "Whether the request asks for an answer in a given JSON Schema." }),
  language: z
    .enum(["en", "de"])
    .optional()
    .meta({ description: "Language of the last user message, where it can be detected." }),
  keys: z.array(name).min(1).max(1_000).optional().meta({ description: "Names of the callers' keys." }),
});

const ruleSchema = z.strictObject({
  name: name.meta({ description: "Name of the rule; shown as the request's route." }),
  when: conditionSchema.meta({
    description: "Conditions that must all be met. A rule without conditions matches every request.",
  }),
  experts: chain.meta({
    description: "Experts, by their names or their models' names, in the order in which they are tried.",
  }),
});

/** Which experts get a request whose caller leaves the choice to the gateway, and which are fallbacks for others. */
export const mappingFileSchema = z.strictObject({
  aliases: z.record(name, name).default({}).meta({
    description:
      "Other names that callers may use, each for an expert, a model, or `auto`, which lets the gateway choose. An expert's own name takes precedence over an alias.",
  }),
  rules: z
    .array(ruleSchema)
    .max(200)
    .default([])
    .meta({ description: "Rules for `auto`, tried in order before the routes; the first that matches decides." }),
  routes: z.record(name, chain).default({}).meta({
    description:
      "Experts for `auto` by the topic of the question, when no rule matches: `chat`, `code`, `math`, `writing`, `translation`, `summary`, `home` or `facts`. Without routes no text is classified.",
  }),
  default: z.array(name).max(16).default([]).meta({
    description:
      "Experts for `auto` when neither a rule nor a route matches; also the last ones tried in every other case.",
  }),
  fallbacks: z
    .record(name, chain)
    .default({})
    .meta({ description: "By expert, the experts that are tried when it was asked for by name and cannot answer." }),
});

export type Mapping = z.infer<typeof mappingFileSchema>;
export type Rule = z.infer<typeof ruleSchema>;

export const emptyMapping: Mapping = mappingFileSchema.parse({});
