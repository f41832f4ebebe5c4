import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { hitSignals, limit, metadata, name, searchedBy, tags } from "./fields.ts";

export const skillName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, "lower-case letters, digits, '_', '.' and '-'");

/** An object's JSON Schema (2020-12); it is checked when the skill is saved. */
const parameters = z.record(z.string(), z.json());

export const skillExample = z.strictObject({
  /** What a person would ask. */
  request: z.string().min(1).max(2_000),
  /** Valid by the skill's parameters. */
  arguments: z.record(z.string(), z.json()).optional(),
  result: z.string().max(8_000).optional(),
});

export const newSkill = z.strictObject({
  name: skillName,
  /** When to use it, in a sentence or two; this, the name, tags and examples' requests are what is searched. */
  description: z.string().trim().min(1).max(2_000),
  /** How it is done: a text for a model, code, a list of calls. */
  content: z.string().min(1).max(64_000),
  parameters: parameters.optional(),
  examples: z.array(skillExample).max(20).optional(),
  tags: tags.optional(),
  agent: name.optional(),
  metadata: metadata.optional(),
  /** The version that this one builds on; a conflict where it is not the latest any more. */
  version: z.int().positive().optional(),
});

export const skill = z.object({
  name: z.string(),
  version: z.int(),
  latest: z.boolean(),
  description: z.string(),
  content: z.string(),
  parameters: parameters.optional(),
  examples: z.array(skillExample),
  tags: z.array(z.string()),
  agent: z.string().optional(),
  metadata: metadata.optional(),
  created: z.string(),
  /** Of this version. */
  uses: z.int(),
  successes: z.int(),
  lastUsed: z.string().optional(),
});

export const skillHit = skill.extend({ score: z.number(), why: z.string(), signals: hitSignals });

const versionQuery = z.strictObject({ version: z.coerce.number().pipe(z.int().positive()).optional() });

export const skillEndpoints = {
  saveSkill: defineEndpoint({
    method: "POST",
    path: "/v1/skills",
    scope: "skills:write",
    about: "Save a skill; a name that is known gets a new version, unless nothing changed.",
    body: newSkill,
    answer: z.object({ skill, changed: z.boolean() }),
    status: 201,
  }),
  searchSkills: defineEndpoint({
    method: "POST",
    path: "/v1/skills/search",
    scope: "skills:read",
    about: "Find skills by what they are for; the latest versions.",
    body: z.strictObject({
      query: z.string().trim().min(1).max(4_000),
      limit: limit.default(5),
      tags: tags.optional(),
      agent: name.optional(),
    }),
    answer: z.object({ hits: z.array(skillHit), by: searchedBy }),
  }),
  listSkills: defineEndpoint({
    method: "GET",
    path: "/v1/skills",
    scope: "skills:read",
    about: "List skills, the latest versions, newest first.",
    query: z.strictObject({
      tags: z.string().optional(),
      limit: z.coerce.number().pipe(limit).optional(),
      cursor: z.coerce.number().pipe(z.int().nonnegative()).optional(),
    }),
    answer: z.object({ skills: z.array(skill), cursor: z.int().optional() }),
  }),
  getSkill: defineEndpoint({
    method: "GET",
    path: "/v1/skills/{name}",
    scope: "skills:read",
    about: "A skill, its latest version unless told.",
    query: versionQuery,
    answer: z.object({ skill }),
  }),
  listSkillVersions: defineEndpoint({
    method: "GET",
    path: "/v1/skills/{name}/versions",
    scope: "skills:read",
    about: "All versions of a skill that are kept, newest first.",
    answer: z.object({ skills: z.array(skill) }),
  }),
  checkSkill: defineEndpoint({
    method: "POST",
    path: "/v1/skills/{name}/check",
    scope: "skills:read",
    about: "Whether arguments are valid by the skill's parameters.",
    body: z.strictObject({
      arguments: z.record(z.string(), z.json()),
      version: z.int().positive().optional(),
    }),
    answer: z.object({ valid: z.boolean(), problems: z.array(z.object({ path: z.string(), message: z.string() })) }),
  }),
  recordOutcome: defineEndpoint({
    method: "POST",
    path: "/v1/skills/{name}/outcomes",
    scope: "skills:write",
    about: "Say how a use of a skill went.",
    body: z.strictObject({ success: z.boolean(), version: z.int().positive().optional() }),
    answer: z.object({ skill }),
  }),
  forgetSkill: defineEndpoint({
    method: "DELETE",
    path: "/v1/skills/{name}",
    scope: "skills:write",
    about: "Forget a skill with all its versions.",
    answer: z.object({ forgotten: z.int() }),
  }),
};
