import { expect, test } from "vitest";
import type { Docker } from "../docker/docker.ts";
import { supportedLimits } from "./supported-limits.ts";

const dockerThatCan = (answer: string): Docker => Object.assign(async () => Promise.resolve(answer), { host: "none" });
const spec = { name: "n1", memoryBytes: 1024, cpus: 2 };

test("limits that the kernel can set are set, others are not asked for", async () => {
  expect((await supportedLimits(dockerThatCan("true true")))(spec)).toEqual({ memoryBytes: 1024, cpus: 2 });
  expect((await supportedLimits(dockerThatCan("true false")))(spec)).toEqual({ memoryBytes: 1024 });
  expect((await supportedLimits(dockerThatCan("false true")))(spec)).toEqual({ cpus: 2 });
});

test("a node without limits gets none", async () => {
  expect((await supportedLimits(dockerThatCan("true true")))({ name: "n1" })).toEqual({});
});
