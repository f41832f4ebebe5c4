import { z } from "zod";

/** The memory service's rules for names. */
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]+$/u, "must not hold control characters");

/** Whose memories are added to a key's chats, and how much of them. */
export const keyMemoriesSchema = z.strictObject({
  user: name.meta({ description: "Person whose memories are added." }),
  agent: name.optional().meta({ description: "Only memories noted by this agent. Default: by any agent." }),
  limit: z.int().min(1).max(50).meta({ description: "Maximum number of notes." }),
  tokens: z.int().min(32).max(8_000).meta({ description: "Approximate maximum tokens of all notes together." }),
});

export type KeyMemories = z.infer<typeof keyMemoriesSchema>;

/** A person's settings; what is absent keeps its value or gets the default. `agent: null`: all agents. */
export type KeyMemoryTerms = Partial<Omit<KeyMemories, "agent">> & { readonly agent?: string | null | undefined };

/** The defaults. */
export const usualMemories = { limit: 8, tokens: 400 } as const;
