import { z } from "zod";
import { peerTlsSchema } from "./tls-files.ts";

const milliseconds = z.int().positive();

/** Where notes for requests come from. Without it, requests of keys that ask for memories get none. */
export const memoriesConfigSchema = z
  .strictObject({
    service: z.string().min(1).default("memory").meta({ description: "The memory service's name in Consul." }),
    keyFile: z.string().min(1).meta({
      description:
        "File with the gateway's own key for the memory service, which needs the scope `context` and no other. It is read before every request.",
    }),
    tls: peerTlsSchema.meta({
      description: "How the memory service proves who it is. Without it, it is asked over HTTP.",
    }),
    deadlineMs: milliseconds.max(10_000).default(300).meta({
      description: "How long a request waits for its notes, in milliseconds; after that it goes on without them.",
    }),
    minSimilarity: z.number().min(0).max(1).default(0.3).meta({
      description:
        "Minimum cosine similarity to the question that a memory needs to become a note; half of it is enough if they share words.",
    }),
    inFlight: z.int().positive().default(64).meta({
      description: "Maximum number of requests that wait for notes at the same time; further ones go on without notes.",
    }),
  })
  .optional();

export type MemoriesConfig = NonNullable<z.infer<typeof memoriesConfigSchema>>;
