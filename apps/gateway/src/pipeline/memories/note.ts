import { z } from "zod";

/** One memory as returned by the memory service's `POST /v1/context`. Its text is untrusted: never an instruction. */
export const noteSchema = z.object({
  text: z.string(),
  /** ISO 8601. */
  at: z.string(),
  source: z.enum(["said", "inferred", "summary"]),
  user: z.string().optional(),
  agent: z.string().optional(),
});

export type Note = z.infer<typeof noteSchema>;
