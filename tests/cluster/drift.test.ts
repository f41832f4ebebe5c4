import { expect, test } from "vitest";
import type { DriftReport } from "../../lib/drift/report.ts";
import { findTool } from "../../lib/toolchain/rows/table.ts";
import { hearth, onNode } from "../support/hearth.ts";

/** What somebody did by hand, how it is put right by hand, and the steps that notice. */
const breakages: readonly { node: string; breaks: string; heals: string; steps: readonly string[] }[] = [
  {
    node: "n1",
    breaks: "cp -a /etc/logrotate.d/hearth /root/kept; echo x >>/etc/logrotate.d/hearth",
    heals: "mv /root/kept /etc/logrotate.d/hearth",
    steps: ["file /etc/logrotate.d/hearth"],
  },
  {
    node: "n1",
    breaks: "chmod 666 /etc/systemd/journald.conf.d/60-hearth.conf",
    heals: "chmod 644 /etc/systemd/journald.conf.d/60-hearth.conf",
    steps: ["file /etc/systemd/journald.conf.d/60-hearth.conf"],
  },
  {
    node: "n1",
    breaks: "sysctl -q -w net.ipv4.tcp_syncookies=0",
    heals: "sysctl -q -w net.ipv4.tcp_syncookies=1",
    steps: ["sysctl network"],
  },
  {
    node: "n2",
    breaks: "mv /etc/ssh/sshd_config.d/10-hearth.conf /root/kept",
    heals: "mv /root/kept /etc/ssh/sshd_config.d/10-hearth.conf",
    steps: ["file /etc/ssh/sshd_config.d/10-hearth.conf"],
  },
  {
    node: "n2",
    breaks: "ln -sfn /usr/share/zoneinfo/Asia/Tokyo /etc/localtime",
    heals: "ln -sfn /usr/share/zoneinfo/Etc/UTC /etc/localtime",
    steps: ["timezone Etc/UTC"],
  },
  {
    node: "n2",
    breaks: "systemctl stop prometheus-node-exporter",
    heals: "systemctl start prometheus-node-exporter",
    steps: ["service prometheus-node-exporter", "answers http://n2.hearth:9100"],
  },
  {
    node: "n2",
    breaks: "systemctl disable -q nomad",
    heals: "systemctl enable -q nomad",
    steps: ["service nomad"],
  },
  {
    node: "n3",
    breaks: "nft list table inet hearth >/root/kept.nft; nft delete table inet hearth",
    heals: "nft -f /root/kept.nft; rm /root/kept.nft",
    steps: ["table inet hearth"],
  },
  {
    node: "n3",
    breaks: "cp /etc/hosts /root/kept.hosts; sed /n1.hearth/d /root/kept.hosts >/etc/hosts",
    heals: "cat /root/kept.hosts >/etc/hosts; rm /root/kept.hosts",
    steps: ["hosts overlay"],
  },
  {
    node: "n3",
    breaks: "mv /usr/local/bin/consul /root/kept.consul",
    heals: "mv /root/kept.consul /usr/local/bin/consul",
    steps: [`program consul ${findTool("consul").version}`],
  },
];

const drift = async (): Promise<{ status: number | null; report: DriftReport }> => {
  const { status, stdout } = await hearth(["--json", "drift"]);
  return { status, report: JSON.parse(stdout) as DriftReport };
};

test("drift finds nothing, then ten breakages made by hand, and nothing again once they are mended", async () => {
  expect(await drift()).toMatchObject({ status: 0, report: { clean: true } });

  for (const { node, breaks } of breakages) expect((await onNode(node, breaks)).status, breaks).toBe(0);
  try {
    const { status, report } = await drift();
    expect(status).toBe(2);
    const found = report.rows
      .filter(({ state }) => state === "drifted")
      .map(({ node, step }) => `${node} ${step ?? ""}`);
    const expected = breakages.flatMap(({ node, steps }) => steps.map((step) => `${node} ${step}`));
    expect(found.toSorted()).toEqual(expected.toSorted());
  } finally {
    for (const { node, heals } of breakages.toReversed()) await onNode(node, heals);
  }

  expect(await drift()).toMatchObject({ status: 0, report: { clean: true } });
});
