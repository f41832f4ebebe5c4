import { expect, test } from "vitest";
import { findJob, findSource } from "./find-source.ts";

const known = {
  jobs: ["gateway", "expert-chat", "memory"],
  nodes: ["n1", "n2"],
  services: new Map([["consul", ["n1", "n2"]]]),
};

test.each([
  ["gateway", { kind: "job", name: "gateway" }],
  ["chat", { kind: "job", name: "expert-chat" }],
  ["expert-chat", { kind: "job", name: "expert-chat" }],
  ["n2", { kind: "node", name: "n2" }],
  ["consul", { kind: "service", name: "consul", nodes: ["n1", "n2"] }],
])("%s", (word, source) => {
  expect(findSource(word, known)).toEqual(source);
});

test.each([
  ["gatway", "there is no job, node or service gatway; did you mean `gateway`?"],
  ["cosnul", "there is no job, node or service cosnul; did you mean `consul`?"],
  ["chta", "there is no job, node or service chta; did you mean `chat`?"],
])("%s is nothing, and a name is suggested", (word, problem) => {
  expect(findSource(word, known)).toEqual({ problem });
});

test("a job that does not exist lists those that do", () => {
  expect(findJob("xyzzy", known.jobs)).toEqual({
    problem: "there is no job xyzzy; known are gateway, expert-chat, memory, chat",
  });
});
