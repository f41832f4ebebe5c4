import { expect, test } from "vitest";
import type { DriftReport } from "../../lib/drift/report.ts";
import { hearth, onNode } from "../support/hearth.ts";

/** What somebody did by hand, how it is put right by hand, and the step that notices. */
const breakages: readonly { node: string; breaks: string; heals: string; step: string }[] = [
  {
    node: "n1",
    breaks: "cp -a /etc/logrotate.d/hearth /root/kept; echo x >>/etc/logrotate.d/hearth",
    heals: "mv /root/kept /etc/logrotate.d/hearth",
    step: "file /etc/logrotate.d/hearth",
  },
  {
    node: "n1",
    breaks: "chmod 666 /etc/systemd/journald.conf.d/60-hearth.conf",
    heals: "chmod 644 /etc/systemd/journald.conf.d/60-hearth.conf",
    step: "file /etc/systemd/journald.conf.d/60-hearth.conf",
  },
  {
    node: "n1",
    breaks: "sysctl -q -w net.ipv4.tcp_syncookies=0",
    heals: "sysctl -q -w net.ipv4.tcp_syncookies=1",
    step: "sysctl network",
  },
  {
    node: "n2",
    breaks: "mv /etc/ssh/sshd_config.d/10-hearth.conf /root/kept",
    heals: "mv /root/kept /etc/ssh/sshd_config.d/10-hearth.conf",
    step: "file /etc/ssh/sshd_config.d/10-hearth.conf",
  },
  {
    node: "n2",
    breaks: "ln -sfn /usr/share/zoneinfo/Asia/Tokyo /etc/localtime",
    heals: "ln -sfn /usr/share/zoneinfo/Etc/UTC /etc/localtime",
    step: "timezone Etc/UTC",
  },
  {
    node: "n2",
    breaks: "systemctl stop prometheus-node-exporter",
    heals: "systemctl start prometheus-node-exporter",
    step: "service prometheus-node-exporter",
  },
  { node: "n2", breaks: "systemctl disable -q nomad", heals: "systemctl enable -q nomad", step: "service nomad" },
  {
    node: "n3",
    breaks: "nft list table inet hearth >/root/kept.nft; nft delete table inet hearth",
    heals: "nft -f /root/kept.nft; rm /root/kept.nft",
    step: "",
  },
  {
    node: "n3",
    breaks: "cp /etc/hosts /root/kept; sed /n1.hearth/d /root/kept >/etc/hosts",
    heals: "cat /root/kept >/etc/hosts; rm /root/kept",
    step: "",
  },
  { node: "n3", breaks: "mv /usr/local/bin/consul /root/kept", heals: "mv /root/kept /usr/local/bin/consul", step: "" },
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
    const found = report.rows.filter(({ state }) => state === "drifted");
    expect(found.length).toBe(breakages.length);
    for (const { node, step } of breakages.filter((breakage) => breakage.step !== "")) {
      expect(found.map((row) => `${row.node} ${row.step ?? ""}`)).toContain(`${node} ${step}`);
    }
  } finally {
    for (const { node, heals } of breakages.toReversed()) await onNode(node, heals);
  }

  expect(await drift()).toMatchObject({ status: 0, report: { clean: true } });
});
