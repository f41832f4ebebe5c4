import type { z } from "zod";
import type { newSkill, skill } from "@hearth/contracts/memory/api/skills.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { toTime } from "../service/times.ts";
import type { KeptRecord } from "../store/record.ts";

export type NewSkill = z.output<typeof newSkill>;
export type SkillAnswer = z.input<typeof skill>;

/** The content of a skill's version. */
export type SkillContent = Pick<NewSkill, "description" | "content" | "parameters" | "examples" | "metadata">;

export interface SkillBody extends SkillContent {
  readonly version: number;
  readonly createdMs: number;
  readonly uses: number;
  readonly successes: number;
  readonly lastUsedMs?: number;
}

export const bodyOf = (record: KeptRecord): SkillBody => record.body as unknown as SkillBody;

export const skillId = (name: string, version: number): string => `${name}@${version}`;

/** The searchable text: name, description, example requests and tags. */
export function searchText({ name, description, examples = [], tags = [] }: NewSkill): string {
  const words = name.replaceAll(/[_.-]+/g, " ");
  return [words, description, tags.join(", "), ...examples.map(({ request }) => request)]
    .filter((part) => part !== "")
    .join("\n");
}

export function toSkill(record: KeptRecord): SkillAnswer {
  const { version, createdMs, lastUsedMs, examples = [], ...body } = bodyOf(record);
  return {
    name: record.group ?? "",
    version,
    latest: record.active,
    description: body.description,
    content: body.content,
    ...defined({ parameters: body.parameters }),
    examples,
    tags: [...record.tags],
    ...defined({ agent: record.agent, metadata: body.metadata }),
    created: toTime(createdMs),
    uses: body.uses,
    successes: body.successes,
    ...(lastUsedMs === undefined ? {} : { lastUsed: toTime(lastUsedMs) }),
  };
}
