import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { boundedJson, hitSignals, limit, metadata, name, searchedBy, tags } from "./fields.ts";

export const skillName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, "lower-case letters, digits, '_', '.' and '-'");

/** A JSON Schema (2020-12) of an object; checked when the skill is saved. */
const parameters = boundedJson(z.record(z.string(), z.json()));

export const skillExample = z.strictObject({
  request: z.string().min(1).max(2_000).meta({ description: "What a person would ask." }),
  arguments: boundedJson(z.record(z.string(), z.json()))
    .optional()
    .meta({ description: "Arguments for that request, valid by the skill's parameters." }),
  result: z.string().max(8_000).optional().meta({ description: "What comes out." }),
});

export const newSkill = z.strictObject({
  name: skillName.meta({ description: "Name of the skill: lowercase letters, digits, `_`, `.` and `-`." }),
  description: z.string().trim().min(1).max(2_000).meta({
    description:
      "When to use the skill, in a sentence or two. Search looks at this, the name, the tags and the examples' requests.",
  }),
  content: z
    .string()
    .min(1)
    .max(64_000)
    .meta({ description: "How it is done: a text for a model, code, or a list of calls." }),
  parameters: parameters
    .optional()
    .meta({ description: "JSON Schema (2020-12) of the skill's arguments; it is checked when the skill is saved." }),
  examples: z.array(skillExample).max(20).optional().meta({ description: "Example uses." }),
  tags: tags.optional().meta({ description: "Tags to filter by." }),
  agent: name.optional().meta({ description: "Agent that the skill belongs to. Default: the key's agent." }),
  metadata: metadata.optional().meta({ description: "Further data from the caller; any JSON values." }),
  version: z
    .int()
    .positive()
    .optional()
    .meta({ description: "Version that this one builds on; a conflict if it is no longer the latest." }),
});

export const skill = z.object({
  name: z.string().meta({ description: "Name of the skill." }),
  version: z.int().meta({ description: "Number of the version, from 1." }),
  latest: z.boolean().meta({ description: "Whether it is the latest version." }),
  description: z.string().meta({ description: "When to use the skill." }),
  content: z.string().meta({ description: "How it is done." }),
  parameters: parameters.optional().meta({ description: "JSON Schema (2020-12) of the skill's arguments." }),
  examples: z.array(skillExample).meta({ description: "Example uses." }),
  tags: z.array(z.string()).meta({ description: "Tags to filter by." }),
  agent: z.string().optional().meta({ description: "Agent that the skill belongs to." }),
  metadata: metadata.optional().meta({ description: "Further data from the caller." }),
  created: z.string().meta({ description: "When this version was saved (ISO 8601)." }),
  uses: z.int().meta({ description: "How often this version was used." }),
  successes: z.int().meta({ description: "How many of those uses went well." }),
  lastUsed: z.string().optional().meta({ description: "When this version was last used (ISO 8601)." }),
});

export const skillHit = skill.extend({
  score: z.number().meta({ description: "Score from 0 to 1; higher is better." }),
  why: z.string().meta({ description: "Why it was found, in one sentence." }),
  signals: hitSignals.meta({ description: "The signals that found it." }),
});

const versionQuery = z.strictObject({
  version: z.coerce
    .number()
    .pipe(z.int().positive())
    .optional()
    .meta({ description: "Number of the version. Default: the latest." }),
});

export const skillEndpoints = {
  saveSkill: defineEndpoint({
    method: "POST",
    path: "/v1/skills",
    scope: "skills:write",
    about: "Save a skill; a name that is known gets a new version, unless nothing changed.",
    body: newSkill,
    answer: z.object({
      skill: skill.meta({ description: "The saved skill." }),
      changed: z.boolean().meta({ description: "Whether a new version was made; `false` if nothing had changed." }),
    }),
    status: 201,
  }),
  searchSkills: defineEndpoint({
    method: "POST",
    path: "/v1/skills/search",
    scope: "skills:read",
    about: "Find skills by what they are for; the latest versions.",
    body: z.strictObject({
      query: z.string().trim().min(1).max(4_000).meta({ description: "What the skill should be for." }),
      limit: limit.default(5).meta({ description: "Maximum number of hits." }),
      tags: tags.optional().meta({ description: "Only skills that have all of these tags." }),
      agent: name.optional().meta({ description: "Only skills that belong to this agent." }),
    }),
    answer: z.object({
      hits: z.array(skillHit).meta({ description: "Skills, best first." }),
      by: searchedBy.meta({ description: "What was searched by." }),
    }),
  }),
  listSkills: defineEndpoint({
    method: "GET",
    path: "/v1/skills",
    scope: "skills:read",
    about: "List skills, the latest versions, newest first.",
    query: z.strictObject({
      tags: z
        .string()
        .optional()
        .meta({ description: "Only skills that have all of these tags, separated by commas." }),
      limit: z.coerce.number().pipe(limit).optional().meta({ description: "Maximum number of skills, 1 to 100." }),
      cursor: z.coerce
        .number()
        .pipe(z.int().nonnegative())
        .optional()
        .meta({ description: "The `cursor` of the previous page." }),
    }),
    answer: z.object({
      skills: z.array(skill).meta({ description: "Skills, newest first." }),
      cursor: z.int().optional().meta({ description: "Pass it on to get the next page; absent on the last one." }),
    }),
  }),
  getSkill: defineEndpoint({
    method: "GET",
    path: "/v1/skills/{name}",
    scope: "skills:read",
    about: "A skill, in its latest version unless `version` names another.",
    query: versionQuery,
    answer: z.object({ skill: skill.meta({ description: "The skill." }) }),
  }),
  listSkillVersions: defineEndpoint({
    method: "GET",
    path: "/v1/skills/{name}/versions",
    scope: "skills:read",
    about: "All versions of a skill that are kept, newest first.",
    answer: z.object({ skills: z.array(skill).meta({ description: "Its versions, newest first." }) }),
  }),
  checkSkill: defineEndpoint({
    method: "POST",
    path: "/v1/skills/{name}/check",
    scope: "skills:read",
    about: "Whether arguments are valid by the skill's parameters.",
    body: z.strictObject({
      arguments: z.record(z.string(), z.json()).meta({ description: "Arguments to check." }),
      version: z.int().positive().optional().meta({ description: "Number of the version. Default: the latest." }),
    }),
    answer: z.object({
      valid: z.boolean().meta({ description: "Whether the arguments are valid." }),
      problems: z
        .array(
          z.object({
            path: z.string().meta({ description: "Place in the arguments." }),
            message: z.string().meta({ description: "What is wrong there." }),
          }),
        )
        .meta({ description: "What is wrong with them; empty if they are valid." }),
    }),
  }),
  recordOutcome: defineEndpoint({
    method: "POST",
    path: "/v1/skills/{name}/outcomes",
    scope: "skills:write",
    about: "Say how a use of a skill went.",
    body: z.strictObject({
      success: z.boolean().meta({ description: "Whether the use went well." }),
      version: z
        .int()
        .positive()
        .optional()
        .meta({ description: "Number of the version that was used. Default: the latest." }),
    }),
    answer: z.object({ skill: skill.meta({ description: "The skill with its new counts." }) }),
  }),
  forgetSkill: defineEndpoint({
    method: "DELETE",
    path: "/v1/skills/{name}",
    scope: "skills:write",
    about: "Forget a skill with all its versions.",
    answer: z.object({ forgotten: z.int().meta({ description: "Number of versions deleted." }) }),
  }),
};
