import { expect, test } from "vitest";
import type { Expert } from "../config/derive/cluster.ts";
import { fallbackExperts } from "./stand-ins.ts";

const expert = (name: string, memoryBytes: number, kind: "chat" | "embedding" = "chat"): Expert => ({
  name,
  model: {
    name,
    kind,
    file: `${name}.gguf`,
    sha256: "",
    sizeBytes: memoryBytes,
    memoryBytes,
    maxContext: 2_048,
  },
  head: "n1",
  workers: [],
  context: 2_048,
  port: 8_090,
  rpcPorts: [],
});

test("smaller experts stand in for larger ones, the next smaller first; embeddings for nobody", () => {
  expect(
    fallbackExperts([expert("small", 1), expert("large", 9), expert("embed", 2, "embedding"), expert("middle", 5)]),
  ).toEqual({
    default: ["large", "middle", "small"],
    fallbacks: { large: ["middle", "small"], middle: ["small"] },
  });
});

test("code goes to the models for it, and everything else to the others, however small", () => {
  const coder = (name: string, memoryBytes: number): Expert => {
    const one = expert(name, memoryBytes);
    return { ...one, model: { ...one.model, abilities: ["coding"] } };
  };
  expect(fallbackExperts([coder("coding", 9), expert("main", 1), expert("large", 5)])).toEqual({
    default: ["large", "main", "coding"],
    routes: { code: ["coding"] },
    fallbacks: { coding: ["large", "main"], large: ["main"] },
  });
  expect(fallbackExperts([coder("coding", 9), coder("small", 1)])).not.toHaveProperty("routes");
});

test("a single expert has no stand-in", () => {
  expect(fallbackExperts([expert("chat", 1)])).toEqual({ default: ["chat"], fallbacks: {} });
});
