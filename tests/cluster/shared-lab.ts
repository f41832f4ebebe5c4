import type { TestProject } from "vitest/node";
import { hearth, type Run } from "../support/hearth.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** What the first `hearth up` from nothing said and how long it took. */
    firstUp: Run;
  }
}

/** One lab for all scenarios: made from nothing before the first, removed after the last. */
export async function setup(project: TestProject): Promise<void> {
  await hearth(["down"]);
  const firstUp = await hearth(["up"]);
  if (firstUp.status !== 0) {
    await hearth(["down"]);
    throw new Error(`hearth up ended with ${firstUp.status ?? "a signal"}\n${firstUp.stdout}\n${firstUp.stderr}`);
  }
  project.provide("firstUp", firstUp);
}

export async function teardown(): Promise<void> {
  await hearth(["down"]);
}
