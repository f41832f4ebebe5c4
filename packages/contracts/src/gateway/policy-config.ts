import { z } from "zod";

export const contentKinds = ["text", "image", "audio", "tools", "memories"] as const;
const names = z.array(z.string().min(1)).min(1);

/** One rule about what may leave the house. It speaks of a request where everything that it names fits; `*` stands for any part of a name. */
const ruleSchema = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,64}$/, "is not a rule's name; use letters, digits and . _ -"),
  allow: z.boolean(),
  /** Keys, by name. */
  keys: names.optional(),
  /** Routes, as in the header `x-hearth-route`. */
  routes: names.optional(),
  providers: names.optional(),
  /**
   * Kinds of content. A rule that allows speaks of requests that have nothing else; one that forbids, of requests that have any of them.
   * `memories`, the notes that the gateway adds, go out only where a rule that allows names them; else the request goes without.
   */
  content: z.array(z.enum(contentKinds)).min(1).optional(),
});

/** The first rule that speaks of a request decides; where none does, it stays in the house, by the rule `local-only`. */
export const policySchema = z.array(ruleSchema).default([]);

export type ContentKind = (typeof contentKinds)[number];
export type PolicyRule = z.infer<typeof ruleSchema>;
