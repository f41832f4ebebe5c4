import { z } from "zod";

/** As the memory service has names. */
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]+$/u, "must not hold control characters");

/** Whose memories go along with a key's chats, and how much of them. */
export const keyMemoriesSchema = z.strictObject({
  user: name.meta({ description: "Person whose memories are added." }),
  agent: name.optional().meta({ description: "Only memories noted by this agent. Default: by any agent." }),
  limit: z.int().min(1).max(50).meta({ description: "Maximum number of notes." }),
  tokens: z.int().min(32).max(8_000).meta({ description: "Approximate maximum tokens of all notes together." }),
});

export type KeyMemories = z.infer<typeof keyMemoriesSchema>;

/** What a person says of them; what is absent stays as it is, or is as usual. `agent: null`: of all agents. */
export type KeyMemoryTerms = Partial<Omit<KeyMemories, "agent">> & { readonly agent?: string | null | undefined };

/** Where a person says no more than whose they are. */
export const usualMemories = { limit: 8, tokens: 400 } as const;
