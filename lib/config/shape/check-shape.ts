import type { z } from "zod";
import { prune, type Draft } from "./draft.ts";
import type { Breach, Path } from "../read/finding.ts";
import { breachesOfIssue } from "./breaches-of-issue.ts";

/** The part of `value` that has the schema's shape, and the breaches of the rest. */
export function checkShape<T>(schema: z.ZodType<T>, value: unknown): { draft: Draft<T>; breaches: readonly Breach[] } {
  const result = schema.safeParse(value);
  if (result.success) return { draft: result.data as Draft<T>, breaches: [] };
  const breaches = result.error.issues.flatMap((issue) => breachesOfIssue(issue, { schema, value }));
  const paths: readonly Path[] = breaches.map(({ path }) => path);
  return { draft: prune<T>(value, paths), breaches };
}
