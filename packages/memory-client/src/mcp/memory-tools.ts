import { z } from "zod";
import { name } from "@hearth/contracts/memory/api/fields.ts";
import { memorySource } from "@hearth/contracts/memory/api/memories.ts";
import { newSkill, skillName } from "@hearth/contracts/memory/api/skills.ts";
import { defined } from "@hearth/kernel/defined.ts";
import type { MemoryClient } from "../client/memory-client.ts";

/** A tool of the MCP server. */
export interface MemoryTool<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly title: string;
  /** For the model: when to call it. */
  readonly description: string;
  readonly input: Shape;
  readonly readOnly: boolean;
  readonly run: (input: z.output<z.ZodObject<Shape>>, client: MemoryClient) => Promise<object>;
}

const defineTool = <Shape extends z.ZodRawShape>(tool: MemoryTool<Shape>): MemoryTool => tool as unknown as MemoryTool;

const query = z.string().min(1).max(4_000).describe("What to look for, in plain words.");
const limit = z.int().min(1).max(20).default(5).describe("Most hits to return.");
const user = name.optional().describe("Whose it is; only needed where one assistant serves several people.");

/** Few and distinct, since each tool takes some of the model's attention. */
export const memoryTools: Readonly<Record<string, MemoryTool>> = {
  memory_add: defineTool({
    title: "Remember",
    description:
      "Keep one fact that will matter in later conversations: a preference, a decision, a person, a date. Use `said` only for the person's own words.",
    input: {
      text: z.string().min(1).max(32_000).describe("The fact as one self-contained sentence."),
      source: memorySource.default("inferred").describe("said: the person's own words; inferred: your conclusion."),
      subject: name
        .optional()
        .describe("What it states something about, as in `home address`; a newer statement supersedes the older."),
      tags: z.array(name).max(32).optional().describe("Words to filter by."),
      sensitive: z
        .boolean()
        .optional()
        .describe("True for what nobody else should read, such as health or passwords; no search finds it."),
      user,
    },
    readOnly: false,
    run: async (input, client) => {
      const { memory, merged } = await client.call("addMemory", { body: input });
      return { id: memory.id, text: memory.text, merged, supersedes: memory.supersedes };
    },
  }),
  memory_search: defineTool({
    title: "Recall",
    description:
      "Find what is remembered about a topic or person. Call it before answering what may depend on earlier conversations.",
    input: { query, limit, user, tags: z.array(name).max(32).optional().describe("Only what has all of these tags.") },
    readOnly: true,
    run: async ({ query, limit, user, tags }, client) => {
      const filter = defined({ user, tags });
      const { hits, by } = await client.call("searchMemories", { body: { query, limit, filter } });
      return {
        hits: hits.map(({ id, text, score, why, at, source }) => ({ id, text, score, why, at, source })),
        ...degraded(by),
      };
    },
  }),
  skill_save: defineTool({
    title: "Save a skill",
    description:
      "Keep how something is done, so that it can be found and done again: a name, when to use it, the steps, and its parameters as JSON Schema. The same name again makes a new version.",
    input: newSkill.pick({ name: true, description: true, content: true, parameters: true, examples: true, tags: true })
      .shape,
    readOnly: false,
    run: async (input, client) => {
      const { skill, changed } = await client.call("saveSkill", { body: input });
      return { name: skill.name, version: skill.version, changed };
    },
  }),
  skill_search: defineTool({
    title: "Find skills",
    description: "Find saved skills by what they are for, before working something out again.",
    input: { query, limit },
    readOnly: true,
    run: async (input, client) => {
      const { hits, by } = await client.call("searchSkills", { body: input });
      return {
        hits: hits.map(({ name, version, description, content, parameters, score, why, uses, successes }) => ({
          ...{ name, version, description, content, parameters, score, why, uses, successes },
        })),
        ...degraded(by),
      };
    },
  }),
  skill_outcome: defineTool({
    title: "Say how a skill went",
    description: "After using a saved skill, say whether it did what it should; skills that work are found first.",
    input: { name: skillName, success: z.boolean() },
    readOnly: false,
    run: async ({ name, success }, client) => {
      const { skill } = await client.call("recordOutcome", { params: { name }, body: { success } });
      return { name: skill.name, uses: skill.uses, successes: skill.successes };
    },
  }),
  document_search: defineTool({
    title: "Search documents",
    description: "Find passages in the house's documents. Cite the chunk ids of what you use.",
    input: { query, limit },
    readOnly: true,
    run: async (input, client) => {
      const { hits, by } = await client.call("searchDocuments", { body: input });
      return {
        hits: hits.map(({ id, text, score, why, citation }) => ({ id, text, score, why, citation })),
        ...degraded(by),
      };
    },
  }),
};

/** Former names of tools, and their present ones. */
export const formerNames: Readonly<Record<string, string>> = {
  save_skill: "skill_save",
  search_skills: "skill_search",
};

/** Tells the model that the search was limited. */
const degraded = ({ meaning }: { readonly meaning: boolean }): { readonly note?: string } =>
  meaning
    ? {}
    : { note: "The embedding expert is unavailable: these were found by words only, so try other words too." };
