import { expect, test } from "vitest";
import { roleContext } from "../tests/support/role-context.ts";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import type { Step } from "../lib/steps/step.ts";
import { effectiveLines, role } from "./ssh.ts";

const cluster = sampleCluster();
const [node] = cluster.nodes;

const stepOf = (user: string, options: object = {}, hostKey?: string): Step => {
  const context = {
    cluster: { ...cluster, users: [{ name: "ada", keys: ["ssh-ed25519 AAAA"], sudo: true }] },
    node: { ...node!, ssh: { ...node!.ssh, user, ...(hostKey !== undefined && { hostKey }) } },
    options: role.options.parse(options),
    endpoints: [],
    artifacts: [],
    jobUsers: [],
  };
  return role.steps(context)[1]!;
};
const configuration = (user: string, options: object = {}, hostKey?: string): readonly string[] =>
  (stepOf(user, options, hostKey).values?.["content"] ?? "").split("\n");

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

test("sshd is asked about Hearth's login, each person and a stranger: only the first may forward, only a person has keys elsewhere", () => {
  const { logins, expected = "" } = stepOf("operator").values ?? {};
  expect(logins).toBe("operator ada nobody");
  const found = (keyword: string): readonly string[] =>
    expected.split("\n").filter((line) => line.split(" ")[1] === keyword);
  expect(found("allowtcpforwarding")).toEqual([
    "operator allowtcpforwarding local",
    "ada allowtcpforwarding no",
    "nobody allowtcpforwarding no",
  ]);
  expect(found("authorizedkeysfile")).toEqual(["ada authorizedkeysfile /etc/ssh/authorized_keys.d/%u"]);
  expect(found("allowusers")[2]).toBe("nobody allowusers ada operator");
  expect(found("maxsessions").map((line) => line.split(" ")[2])).toEqual(["64", "10", "10"]);
});

test("forwarding and older clients are options", () => {
  const options = { forwardingUsers: ["ada"], olderClients: true };
  expect(stepOf("operator", options).values?.["expected"]).toContain("ada allowtcpforwarding local");
  expect(configuration("operator", options).find((line) => line.startsWith("Kex"))).toMatch(/^\S+ sntrup.*,curve25519/);
  expect(configuration("operator").find((line) => line.startsWith("Kex"))).not.toContain(",");
});

test("a pinned ECDSA key goes on working, and is offered nowhere else", () => {
  const algorithms = (hostKey?: string): string | undefined =>
    configuration("operator", {}, hostKey).find((line) => line.startsWith("HostKeyAlgorithms"));
  expect(algorithms("ecdsa-sha2-nistp256 AAAA")).toContain(",ecdsa-sha2-nistp256");
  expect(algorithms()).not.toContain("ecdsa");
});

test("what sshd should say is the file's own text, with a Match for whom it is", () => {
  expect(
    effectiveLines("PermitRootLogin prohibit-password\nMatch User b,a\nMaxSessions 9\nMatch all\nUseDNS no\n", "a"),
  ).toEqual(["a permitrootlogin without-password", "a maxsessions 9", "a usedns no"]);
});
