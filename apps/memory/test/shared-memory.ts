import { afterAll, beforeAll, expect } from "vitest";
import { startTestMemory, type TestMemory, type TestMemoryOptions } from "./start-test-memory.ts";

/** One memory service for all tests of a file; fails if it logged an error. Returns the function that sends requests to it. */
export function sharedMemory(options?: TestMemoryOptions): TestMemory["send"] {
  let memory: TestMemory;
  beforeAll(async () => {
    memory = await startTestMemory(options);
  });
  afterAll(async () => {
    expect(memory.log.filter(({ level }) => level === "error")).toEqual([]);
    await memory.close();
  });
  return (...request) => memory.send(...request);
}
