import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { createLog, type LogEntry } from "@hearth/kernel/log.ts";
import { root, stackFolder } from "../paths.ts";
import { loadStack } from "./load-stack.ts";
import { takeDown } from "./take-down.ts";

test("a stack of real machines that was never made has nothing to remove, and that is no failure", async () => {
  vi.stubEnv("HEARTH_INVENTORY", join(root, "stacks", "samples", "home.inventory.yaml"));
  try {
    const stack = await loadStack("never-taken-down");
    const entries: LogEntry[] = [];
    const log = createLog((entry) => entries.push(entry));
    await takeDown(stack, { log, signal: new AbortController().signal, environment: {} });
    expect(entries).toEqual([
      expect.objectContaining({ text: "the stack never-taken-down does not exist, so there is nothing to remove" }),
    ]);
    expect(existsSync(stackFolder(stack.name))).toBe(false);
  } finally {
    vi.unstubAllEnvs();
  }
});
