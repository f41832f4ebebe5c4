import { z } from "zod";
import type { JobSpec } from "./define-job.ts";

/** A spec as it is read from stdin; strict, because this same version of Hearth wrote it. */
export const jobSpecSchema: z.ZodType<JobSpec> = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(["service", "system", "batch"]),
  hcl: z.string().min(1),
  gate: z.strictObject({ services: z.array(z.string()), limitMs: z.int().positive() }),
  needs: z.array(z.string()),
  variables: z.record(z.string(), z.string()).exactOptional(),
});
