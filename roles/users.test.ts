import { expect, test } from "vitest";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { role } from "./users.ts";

const [node] = sampleCluster().nodes;
const context = {
  cluster: {
    ...sampleCluster(),
    users: [
      { name: "ada", keys: ["ssh-ed25519 AAAA1", "ssh-ed25519 AAAA2"], sudo: true },
      { name: "bob", keys: ["ssh-ed25519 AAAA3"], sudo: false },
    ],
  },
  node: node!,
  options: {},
  endpoints: [],
  artifacts: [],
  jobUsers: [],
};

test("each person gets an account and keys; sudo only who has it", () => {
  expect(role.steps(context).map(({ id }) => id)).toEqual([
    "user ada",
    "keys of ada",
    "file /etc/sudoers.d/60-hearth-ada",
    "user bob",
    "keys of bob",
  ]);
});

test("a change of sudo is guarded", () => {
  expect(role.guard?.(context)).toEqual({ paths: ["/etc/sudoers.d/60-hearth-ada"], reload: ":" });
});

test("keys are in a folder of root's, and nothing is written in a home", () => {
  const steps = role.steps(context);
  expect(steps.flatMap(({ owns = [] }) => owns)).toEqual([
    "/etc/ssh/authorized_keys.d/ada",
    "/etc/sudoers.d/60-hearth-ada",
    "/etc/ssh/authorized_keys.d/bob",
  ]);
  expect(steps.find(({ id }) => id === "keys of ada")?.values).toMatchObject({
    owner: "root:root",
    mode: "644",
    content: "ssh-ed25519 AAAA1\nssh-ed25519 AAAA2\n",
  });
});
