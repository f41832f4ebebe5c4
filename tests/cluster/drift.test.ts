import { expect, test } from "vitest";
import type { DriftReport } from "../../lib/drift/report.ts";
import { findTool } from "../../lib/toolchain/rows/table.ts";
import { hearth, hearthJson, onNode, testStack, type Run } from "../support/hearth.ts";
import { pauseNode, unpauseNode } from "../support/lab-node.ts";

/** What somebody did by hand, and the steps that notice. */
const breakages: readonly { node: string; breaks: string; steps: readonly string[] }[] = [
  {
    node: "n1",
    breaks: "echo x >>/etc/logrotate.d/hearth",
    steps: ["file /etc/logrotate.d/hearth"],
  },
  {
    node: "n1",
    breaks: "chmod 666 /etc/systemd/journald.conf.d/60-hearth.conf",
    steps: ["file /etc/systemd/journald.conf.d/60-hearth.conf"],
  },
  {
    node: "n1",
    breaks: "sysctl -q -w net.ipv4.tcp_syncookies=0",
    steps: ["sysctl network"],
  },
  {
    node: "n2",
    breaks: "rm /etc/ssh/sshd_config.d/10-hearth.conf",
    steps: ["file /etc/ssh/sshd_config.d/10-hearth.conf"],
  },
  {
    node: "n2",
    breaks: "ln -sfn /usr/share/zoneinfo/Asia/Tokyo /etc/localtime",
    steps: ["timezone Etc/UTC"],
  },
  {
    node: "n2",
    breaks: "systemctl stop prometheus-node-exporter",
    steps: ["service prometheus-node-exporter", "answers http://n2.hearth:9100"],
  },
  {
    node: "n2",
    breaks: "systemctl disable -q nomad",
    steps: ["service nomad"],
  },
  {
    node: "n3",
    // A table that is gone comes back by itself.
    breaks: "nft add rule inet hearth input tcp dport 1 accept",
    steps: ["table inet hearth"],
  },
  {
    node: "n3",
    breaks: "sed -i /n1.hearth/d /etc/hosts",
    // Services have names only at addresses of known machines.
    steps: ["hosts overlay", "names of services"],
  },
  {
    node: "n3",
    breaks: "rm /usr/local/bin/consul",
    steps: [`program consul ${findTool("consul").version}`],
  },
];

const drift = async (): Promise<{ status: number | null; report: DriftReport }> => {
  const { status, stdout } = await hearth(["--json", "drift"]);
  return { status, report: JSON.parse(stdout) as DriftReport };
};

interface Repair {
  readonly repaired: { readonly steps: readonly { node: string; step: string }[]; readonly jobs: readonly string[] };
  readonly unchecked: readonly string[];
}

const broken = breakages.flatMap(({ node, steps }) => steps.map((step) => `${node} ${step}`)).toSorted();
const named = (rows: DriftReport["rows"] | Repair["repaired"]["steps"]): readonly string[] =>
  rows.map(({ node, step }) => `${node} ${step ?? ""}`).toSorted();

test("drift finds nothing, then ten breakages made by hand, and nothing again once `hearth repair` has put them right", async () => {
  expect(await drift()).toMatchObject({ status: 0, report: { clean: true } });

  for (const { node, breaks } of breakages) expect((await onNode(node, breaks)).status, breaks).toBe(0);
  const { status, report } = await drift();
  expect(status).toBe(2);
  expect(named(report.rows.filter(({ state }) => state === "drifted"))).toEqual(broken);

  const { repaired, unchecked } = await hearthJson<Repair>(["repair"]);
  expect(named(repaired.steps)).toEqual(broken);
  expect([repaired.jobs, unchecked]).toEqual([[], []]);
  expect(await drift()).toMatchObject({ status: 0, report: { clean: true } });
});

test("what was repaired is no change to Pulumi afterwards, and there is nothing left to repair", async () => {
  const preview = await hearth(["preview", "--expect-no-changes"]);
  expect(preview.status, preview.stderr).toBe(0);
  const { status, stdout } = await hearth(["repair"]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^nothing to repair: \d+ steps and \d+ jobs are as declared\n$/);
});

test("`up --repair` puts a step right too, and a node that hangs keeps no other from being repaired", async () => {
  const widen = (node: string): Promise<Run> => onNode(node, "chmod 666 /etc/logrotate.d/hearth");
  await widen("n1");
  const up = await hearth(["up", "--repair"]);
  expect(up.status, up.stderr).toBe(0);
  expect(up.stdout).toContain("repaired 1 step and 0 jobs");

  await widen("n1");
  const hanging = { stack: testStack, node: "n3" };
  await pauseNode(hanging);
  try {
    const { status, stdout, stderr } = await hearth(["repair"]);
    expect(stdout).toMatch(/repaired 1 step and 0 jobs; .*; not checked: n3/);
    expect(stderr).toMatch(/error NODE_UNREACHABLE: n3[:,]/);
    expect(status).toBe(1);
  } finally {
    await unpauseNode(hanging);
  }
  expect(await drift()).toMatchObject({ status: 0, report: { clean: true } });
});
