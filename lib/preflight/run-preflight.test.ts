import { expect, test } from "vitest";
import type { ScriptRun } from "../ssh/run-script.ts";
import { checks } from "./checks.ts";
import { runPreflight } from "./run-preflight.ts";
import type { CheckResult, PreflightReport } from "./report.ts";

const now = 1_700_000_000_000;

/** A node on which every check finds `node` and ends well, but for those named. */
const healthy = (node: string, other: Record<string, string> = {}, clockSeconds = now / 1_000): ScriptRun => ({
  exitCode: 0,
  stdout: [
    `begin\t${clockSeconds}`,
    ...checks.map(({ name }) => `${name}\t${other[name] ?? `0\t${node}`}`),
    "end",
    "",
  ].join("\n"),
  stderr: "",
  firstOutputAt: now,
});
const refused = (stderr: string): ScriptRun => ({
  exitCode: 255,
  stdout: "",
  stderr,
  firstOutputAt: undefined,
});

const preflight = async (runs: Record<string, ScriptRun>, mayBeOff: readonly string[] = []): Promise<PreflightReport> =>
  runPreflight(
    {
      nodes: Object.keys(runs).map((name) => ({
        name,
        ssh: { user: "op", port: 22 },
        groups: [],
        resources: {},
        options: {},
        ...(mayBeOff.includes(name) && { mayBeOff: true as const }),
      })),
    },
    { stackFolder: "/none", ports: () => [], run: (node) => Promise.resolve(runs[node]!) },
  );
const findings = ({ nodes }: PreflightReport): (readonly [string, string, string, string, string | undefined])[] =>
  nodes.flatMap(({ node, checks: results }) =>
    results
      .filter(({ state }) => state !== "ok")
      .map(({ check, state, detail, code }) => [node, check, state, detail, code] as const),
  );

test("a healthy node has one result for each check, with ssh first and the clock last", async () => {
  const report = await preflight({ n1: healthy("n1") });
  expect(report).toEqual({
    ok: true,
    nodes: [
      {
        node: "n1",
        checks: [
          { check: "ssh", state: "ok", detail: "pinned host key" },
          ...checks.map(({ name }): CheckResult => ({ check: name, state: "ok", detail: "n1" })),
          { check: "clock", state: "ok", detail: "0 s from ours" },
        ],
      },
    ],
  });
});

test("a warning is shown and lets the run go on; an error does not", async () => {
  const warned = await preflight({ n1: healthy("n1", { firewall: "1\tactive: ufw" }) });
  expect([warned.ok, findings(warned)]).toEqual([true, [["n1", "firewall", "warning", "active: ufw", undefined]]]);
  const failed = await preflight({ n1: healthy("n1", { disk: "1\t/var has 12 bytes free" }) });
  expect([failed.ok, findings(failed)]).toEqual([
    false,
    [["n1", "disk", "error", "/var has 12 bytes free", undefined]],
  ]);
});

test("a check that was not reached is no good check", async () => {
  const cut = { ...healthy("n1"), stdout: `begin\t${now / 1_000}\nsudo\t0\t\n`, exitCode: 1 };
  expect(findings(await preflight({ n1: cut }))[0]).toEqual(["n1", "os", "error", "the check did not run", undefined]);
});

test("each kind of ssh failure is recognised, and stops no other node", async () => {
  const report = await preflight({
    n1: refused("ssh: connect to host h port 22: No route to host\n"),
    n2: refused("No ED25519 host key is known for n2\nHost key verification failed.\n"),
    n3: refused("op@h: Permission denied (publickey).\n"),
    n4: { ...refused(""), exitCode: undefined },
    n5: healthy("n5"),
  });
  expect(findings(report)).toEqual([
    [
      "n1",
      "ssh",
      "error",
      "n1 does not answer over SSH: ssh: connect to host h port 22: No route to host",
      "NODE_UNREACHABLE",
    ],
    ["n2", "ssh", "error", "n2 shows an SSH host key that differs from the pinned one", "HOST_KEY_MISMATCH"],
    ["n3", "ssh", "error", "n3 refuses the login: op@h: Permission denied (publickey).", "LOGIN_REFUSED"],
    ["n4", "ssh", "error", "n4 does not answer over SSH: it is silent", "NODE_UNREACHABLE"],
  ]);
});

test("a machine that may be off is a warning while nothing answers, and an error if another key does", async () => {
  const gone = refused("ssh: connect to host h port 22: No route to host\n");
  const report = await preflight({ n1: gone, n2: healthy("n2") }, ["n1"]);
  expect(report.ok).toBe(true);
  expect(findings(report)).toEqual([
    ["n1", "ssh", "warning", "n1 is off, as the inventory allows", "NODE_UNREACHABLE"],
  ]);
  expect((await preflight({ n1: refused("Host key verification failed.\n") }, ["n1"])).ok).toBe(false);
});

const ended = (stdout: string, exitCode: number, stderr = ""): ScriptRun => ({
  exitCode,
  stdout,
  stderr,
  firstOutputAt: stdout === "" ? undefined : now,
});

test("a login that is let in but gets no shell is refused, with what the machine said", async () => {
  const report = await preflight({
    n1: ended('Please login as the user "debian" rather than the user "root".\n\n', 142),
    n2: ended("This account is currently not available.\n", 1),
    n3: ended("", 1, "Your password has expired.\n"),
    n4: refused(
      "Received disconnect from 192.0.2.4 port 22:2: Too many authentication failures\r\nDisconnected from 192.0.2.4\r\n",
    ),
  });
  expect(findings(report).map(([node, , , detail, code]) => [node, detail, code])).toEqual([
    [
      "n1",
      'n1 accepts the key but gives no shell: Please login as the user "debian" rather than the user "root".',
      "LOGIN_REFUSED",
    ],
    ["n2", "n2 accepts the key but gives no shell: This account is currently not available.", "LOGIN_REFUSED"],
    ["n3", "n3 accepts the key but gives no shell: Your password has expired.", "LOGIN_REFUSED"],
    ["n4", "n4 refuses the login: the agent offers more keys than the machine allows tries", "LOGIN_REFUSED"],
  ]);
});

test("more keys than Hearth's sshd will take are an error while the login still works", async () => {
  const report = await preflight({
    n1: { ...healthy("n1"), offeredKeys: 5 },
    n2: { ...healthy("n2"), offeredKeys: 4 },
  });
  expect(findings(report)).toEqual([
    ["n1", "agent-keys", "error", "5 keys were offered until one was taken, and Hearth lets sshd take 4", undefined],
  ]);
});

test("a login shell that prints something is named, and the checks are read all the same", async () => {
  const printing = (node: string, text: string): ScriptRun => {
    const quiet = healthy(node);
    return { ...quiet, stdout: `${text}\n${quiet.stdout}` };
  };
  const report = await preflight({ n1: printing("n1", "Welcome to n1!\n"), n2: printing("n2", "") });
  expect(findings(report)).toEqual([
    ["n1", "quiet-shell", "error", 'the login shell prints "Welcome to n1!"', undefined],
  ]);
});

test("a clock is judged by when its line came: 60 s are borne, 61 s are not", async () => {
  const skewed = (seconds: number): ScriptRun => healthy("n", {}, now / 1_000 + seconds);
  const report = await preflight({ a: skewed(60), b: skewed(61), c: skewed(-3600) });
  expect(findings(report).filter(([, check]) => check === "clock")).toEqual([
    ["b", "clock", "error", "61 s ahead of this computer's clock", undefined],
    ["c", "clock", "error", "3600 s behind this computer's clock", undefined],
  ]);
});

test("two machines with one machine id are both named", async () => {
  const cloned = { "machine-id": "0\tabc" };
  const report = await preflight({ n1: healthy("n1", cloned), n2: healthy("n2"), n3: healthy("n3", cloned) });
  expect(findings(report)).toEqual([
    ["n1", "machine-id", "error", "the same as on n3", undefined],
    ["n3", "machine-id", "error", "the same as on n1", undefined],
  ]);
});

test("with the facts, each node is judged by what it says of itself, and waivers of the inventory hold", async () => {
  const nodes = ["n1", "n2"].map((name) => ({
    name,
    ssh: { user: "op", port: 22 },
    groups: [],
    resources: {},
    options: {},
  }));
  const scripts: string[] = [];
  const kept: string[] = [];
  const listening = '\n== listening\ntcp LISTEN 0 5 0.0.0.0:8006 0.0.0.0:* users:(("pveproxy",pid=7,fd=3))\n== end\n';
  const report = await runPreflight(
    { nodes, waivers: [{ check: "listening", node: "n1", reason: "nobody needs it" }] },
    {
      stackFolder: "/none",
      ports: () => [],
      facts: {
        peers: ({ name }) => [{ name: `not-${name}`, address: "192.0.2.1" }],
        plan: ({ name }) => ({
          node: name,
          admitted: [],
          forward: [],
          tailnet: { controlUrl: "https://control.hearth" },
          stock: [],
          models: [],
        }),
        keep: ({ node }) => kept.push(node),
      },
      run: (node, script) => {
        scripts.push(script);
        const run = healthy(node);
        return Promise.resolve({ ...run, stdout: `${run.stdout}${listening}` });
      },
    },
  );
  expect(scripts.map((script) => /^peers='(.*)'$/m.exec(script)?.[1])).toEqual([
    "not-n1=192.0.2.1",
    "not-n2=192.0.2.1",
  ]);
  expect(kept).toEqual(["n1", "n2"]);
  expect(findings(report).filter(([, check]) => check === "listening")).toEqual([
    ["n1", "listening", "waived", "will be closed: 8006/tcp (pveproxy)", undefined],
    ["n2", "listening", "warning", "will be closed: 8006/tcp (pveproxy)", undefined],
  ]);
});
