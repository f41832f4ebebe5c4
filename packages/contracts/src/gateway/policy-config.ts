import { z } from "zod";

export const contentKinds = ["text", "image", "audio", "tools", "memories"] as const;
const names = z.array(z.string().min(1)).min(1);

/** One rule about what may leave the house. It matches a request if all its conditions do; `*` stands for any part of a name. */
const ruleSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]{1,64}$/, "is not a rule's name; use letters, digits and . _ -")
    .meta({ description: "Name of the rule; shown where it decides." }),
  allow: z.boolean().meta({ description: "Whether matching requests may leave the house." }),
  keys: names.optional().meta({ description: "Names of callers' keys; `*` stands for any part of a name." }),
  routes: names.optional().meta({
    description:
      "Routes, as in the header `x-hearth-route`; `*` stands for any part of a name. `name` stands for a model that was asked for by name.",
  }),
  providers: names.optional().meta({ description: "Names of providers; `*` stands for any part of a name." }),
  content: z.array(z.enum(contentKinds)).min(1).optional().meta({
    description:
      "Kinds of content. A rule that allows matches requests that contain nothing else; one that forbids matches requests that contain any of them. Notes from memory (`memories`) are sent only where an allowing rule names them; otherwise the request goes out without notes.",
  }),
});

/** The first matching rule decides; if none matches, the request stays in the house by the rule `local-only`. */
export const policySchema = z.array(ruleSchema).default([]);

export type ContentKind = (typeof contentKinds)[number];
export type PolicyRule = z.infer<typeof ruleSchema>;
