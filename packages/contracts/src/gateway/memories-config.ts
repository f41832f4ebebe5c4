import { z } from "zod";

const milliseconds = z.int().positive();

/** Where notes for requests come from. Without it keys that ask for memories are answered without. */
export const memoriesConfigSchema = z
  .strictObject({
    /** The memory service's name in Consul. */
    service: z.string().min(1).default("memory"),
    /** File with the gateway's own key there, which needs the scope `context` and no other. Read before every request. */
    keyFile: z.string().min(1),
    /** Notes that come later than this do not go along. */
    deadlineMs: milliseconds.max(10_000).default(300),
    /** Cosine similarity to the question below which a memory is no note; half of it where they share words. */
    leastSimilarity: z.number().min(0).max(1).default(0.3),
    /** Requests that wait for notes at a time; more go without. */
    inFlight: z.int().positive().default(64),
  })
  .optional();

export type MemoriesConfig = NonNullable<z.infer<typeof memoriesConfigSchema>>;
