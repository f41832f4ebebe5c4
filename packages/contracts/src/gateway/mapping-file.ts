import { z } from "zod";

const name = z.string().min(1).max(128);
/** Experts by their names or their models' names, in the order in which they are asked. */
const chain = z.array(name).min(1).max(16);

const conditionSchema = z.strictObject({
  /** Estimated tokens of the prompt. */
  minPromptTokens: z.int().positive().optional(),
  maxPromptTokens: z.int().positive().optional(),
  tools: z.boolean().optional(),
  vision: z.boolean().optional(),
  audio: z.boolean().optional(),
  jsonSchema: z.boolean().optional(),
  /** Of the last user message, where it shows. */
  language: z.enum(["en", "de"]).optional(),
  /** Ids of callers' keys. */
  keys: z.array(name).min(1).max(1_000).optional(),
});

const ruleSchema = z.strictObject({
  /** Shown as the route. */
  name,
  /** All of them have to hold; without any, the rule is for every request. */
  when: conditionSchema,
  experts: chain,
});

/** Which experts a request goes to where its caller leaves the choice to the gateway, and which ones stand in for others. */
export const mappingFileSchema = z.strictObject({
  /** Names that callers use, and the expert or model meant; `auto` lets the gateway choose. An expert's own name goes before an alias. */
  aliases: z.record(name, name).default({}),
  /** For `auto`, before the routes; the first that holds is taken. */
  rules: z.array(ruleSchema).max(200).default([]),
  /** For `auto`: a route of the head, such as `code`, and its experts. Without routes no text is looked at. */
  routes: z.record(name, chain).default({}),
  /** For `auto` where no rule holds and no route is found, and the last to be asked everywhere else: the small model. */
  default: z.array(name).max(16).default([]),
  /** Experts that are asked instead of one that was asked for by name and cannot answer. */
  fallbacks: z.record(name, chain).default({}),
});

export type Mapping = z.infer<typeof mappingFileSchema>;
export type Rule = z.infer<typeof ruleSchema>;

export const emptyMapping: Mapping = mappingFileSchema.parse({});
