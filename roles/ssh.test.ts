import { expect, test } from "vitest";
import { roleContext } from "../tests/support/role-context.ts";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { role } from "./ssh.ts";

const cluster = sampleCluster();
const [node] = cluster.nodes;

const configuration = (user: string): readonly string[] => {
  const context = {
    cluster: { ...cluster, users: [{ name: "ada", keys: ["ssh-ed25519 AAAA"], sudo: true }] },
    node: { ...node!, ssh: { ...node!.ssh, user } },
    options: role.options.parse({}),
    endpoints: [],
    artifacts: [],
    jobUsers: [],
  };
  return (role.steps(context)[1]?.values?.["content"] ?? "").split("\n");
};

test("the login that Hearth uses is always among those allowed", () => {
  expect(configuration("operator")).toContain("AllowUsers operator ada");
});

test("root is shut out, unless it is the login that Hearth uses", () => {
  expect(configuration("operator")[0]).toBe("PermitRootLogin no");
  expect(configuration("root")[0]).toBe("PermitRootLogin prohibit-password");
});

test("passwords are refused", () => {
  expect(configuration("operator").slice(1, 3)).toEqual([
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
  ]);
});

test("a change is guarded, for it can shut the door one came in by", () => {
  expect(role.guard?.(roleContext("n1", undefined, role)).paths).toEqual(["/etc/ssh/sshd_config.d/10-hearth.conf"]);
});
