import { expect, inject, test } from "vitest";
import { hearth, hearthJson, onNode, run } from "../support/hearth.ts";

interface Status {
  readonly healthy: boolean;
  readonly nodes: readonly { readonly name: string; readonly overlayAddress: string; readonly ready: boolean }[];
  readonly jobs: readonly { readonly name: string; readonly healthy: boolean; readonly node: string }[];
  readonly gateway: { readonly url: string; readonly keyFile: string };
}

test("the first up ends with a real answer that came through the gateway", () => {
  const { stdout } = inject("firstUp");
  expect(stdout).toContain("Paris");
});

test("a second up changes nothing and says so", async () => {
  const { status, stdout } = await hearth(["up"]);
  expect({ status, stdout }).toMatchObject({ status: 0 });
  expect(stdout).toContain("nothing changed");
});

test("preview expects no changes, ours and Pulumi's own", async () => {
  const { status } = await hearth(["preview", "--expect-no-changes"]);
  expect(status).toBe(0);
  const plain = await run("sh", [
    "-c",
    'eval "$(./hearth --stack test env)" && pulumi preview --expect-no-changes --non-interactive',
  ]);
  expect(plain.status, plain.stderr).toBe(0);
});

test("status is healthy, with every node and job", async () => {
  const status = await hearthJson<Status>(["status"]);
  expect(status.healthy).toBe(true);
  expect(status.nodes.map(({ name, ready }) => [name, ready])).toEqual([
    ["n1", true],
    ["n2", true],
    ["n3", true],
  ]);
  expect(status.jobs.filter(({ healthy }) => !healthy)).toEqual([]);
  expect(status.jobs.map(({ name }) => name).sort()).toEqual([
    "expert-chat",
    "expert-embed",
    "gateway",
    "prometheus",
    "rpc-chat-n3",
  ]);
});

test("the gateway answers over the overlay, and does not connect over the underlay", async () => {
  const { gateway } = await hearthJson<Status>(["status"]);
  const overlay = await onNode("n2", `curl -s -m 5 -o /dev/null -w '%{http_code}' ${gateway.url}/health`);
  expect(overlay.stdout).toBe("200");
  const [, host = "", port = ""] = /^http:\/\/([^.]+)\.[^:]+:(\d+)/.exec(gateway.url) ?? [];
  const { nodes } = await hearthJson<{ nodes: readonly { node: string; address: string }[] }>(["lab", "status"]);
  const address = nodes.find(({ node }) => node === host)?.address ?? "";
  const other = host === "n1" ? "n2" : "n1";
  const underlay = await onNode(other, `curl -s -m 3 -o /dev/null http://${address}:${port}/health; echo $?`);
  expect(underlay.stdout.trim()).toBe("28");
});

test("drift finds nothing, and finds ten breakages made by hand", async () => {
  const clean = await hearth(["--json", "drift"]);
  expect(clean.status, clean.stdout).toBe(0);
  const breakages: readonly [string, string][] = [
    ["n1", "echo x >>/etc/logrotate.d/hearth"],
    ["n1", "chmod 666 /etc/systemd/journald.conf.d/60-hearth.conf"],
    ["n1", "sysctl -q -w net.ipv4.tcp_syncookies=0"],
    ["n2", "rm /etc/ssh/sshd_config.d/10-hearth.conf"],
    ["n2", "ln -sfn /usr/share/zoneinfo/Asia/Tokyo /etc/localtime"],
    ["n2", "systemctl stop consul"],
    ["n2", "systemctl disable -q nomad"],
    ["n3", "nft delete table inet hearth"],
    ["n3", "sed -i /n1.hearth/d /etc/hosts"],
    ["n3", "rm /usr/local/bin/consul"],
  ];
  for (const [node, script] of breakages) expect((await onNode(node, script)).status, script).toBe(0);
  const drifted = await hearth(["--json", "drift"]);
  expect(drifted.status).toBe(2);
  const { steps } = JSON.parse(drifted.stdout) as { steps: readonly { node: string; step: string; state: string }[] };
  expect(steps.filter(({ state }) => state === "drifted").length).toBeGreaterThanOrEqual(10);
  const repaired = await hearth(["drift", "--repair"]);
  expect(repaired.status, repaired.stderr).toBe(0);
  expect((await hearth(["drift"])).status).toBe(0);
});
