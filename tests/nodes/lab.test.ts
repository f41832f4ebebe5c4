import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findDocker } from "../../lib/lab/docker/find-docker.ts";
import { labDown } from "../../lib/lab/lab-down.ts";
import { labName } from "../../lib/lab/nodes/lab-name.ts";
import {
  execOnNode,
  killNode,
  mountLimitedDisk,
  pauseNode,
  recreateNode,
  startNode,
  unpauseNode,
} from "../support/lab-node.ts";
import { labStatus } from "../../lib/lab/lab-status.ts";
import { labUp } from "../../lib/lab/lab-up.ts";
import { waitForSsh } from "../../lib/lab/nodes/wait-for-ssh.ts";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";
import { stackFolder } from "../../lib/paths.ts";
import { testLab, type TestLab } from "../support/lab.ts";

const log = silentLog;
let lab: TestLab;

beforeAll(async () => {
  lab = await testLab({ nodes: [{ name: "a", memoryBytes: 2 ** 30, cpus: 1 }, "b"] });
});
afterAll(async () => lab[Symbol.asyncDispose]());

const stdout = async (node: string, command: string): Promise<string> => {
  const result = await lab.ssh(node, command);
  expect(result).toEqual({ exitCode: 0, stdout: result.stdout, stderr: "" });
  return result.stdout.trimEnd();
};
const state = async (node: string): Promise<string | undefined> =>
  (await labStatus({ stack: lab.stack })).nodes.find((seen) => seen.node === node)?.state;
const sshLimitMs = 30_000;
const startOfInit = "awk '{ print $22 }' /proc/1/stat";

test("a node is a whole machine: systemd runs, and its operator may become root", async () => {
  expect(await stdout("a", "systemctl is-system-running --wait; systemctl --failed --no-legend")).toBe("running");
  expect(await stdout("a", "hostname; id --user --name; sudo --non-interactive id --user")).toBe("a\noperator\n0");
});

test("two nodes share a network, and neither a host key nor a machine id", async () => {
  expect(await stdout("a", "cat /etc/machine-id")).not.toBe(await stdout("b", "cat /etc/machine-id"));
  expect(lab.access("a").hostKey).not.toBe(lab.access("b").hostKey);
  await stdout("a", `ping -c 1 -W 2 ${lab.access("b").address}`);
});

test("a node cannot reach the host: no clock, no modules, no reboot, no sysctl but the network's", async () => {
  const capabilities = BigInt(`0x${await stdout("a", "sudo awk '/^CapBnd/ { print $2 }' /proc/self/status")}`);
  const has = (bit: bigint): boolean => (capabilities & (1n << bit)) !== 0n;
  // CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_BOOT, CAP_SYS_RESOURCE, CAP_SYS_TIME; CAP_NET_ADMIN as proof that bits count
  expect([16n, 17n, 22n, 24n, 25n].map(has)).toEqual([false, false, false, false, false]);
  expect(has(12n)).toBe(true);
  expect(await stdout("a", "sudo sysctl -w net.ipv4.ip_forward=1")).toBe("net.ipv4.ip_forward = 1");
  const kernel = await lab.ssh("a", "sudo sh -c 'echo 0 >/proc/sys/vm/swappiness'");
  expect(kernel.stderr).toContain("Read-only file system");
});

test("a node's memory has the limit that was asked for", async () => {
  const limit = "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max";
  expect(await stdout("a", limit)).toBe(String(2 ** 30));
});

test("apt-get works in a node", async () => {
  await stdout("a", "sudo apt-get update -qq && sudo apt-get install -y -qq hello >/dev/null 2>&1 && hello");
});

test("another host key than the pinned one is refused", async () => {
  const pinned = { ...lab.access("a"), hostKey: lab.access("b").hostKey };
  await expect(waitForSsh(pinned, sshLimitMs)).rejects.toMatchObject({ code: "HOST_KEY_MISMATCH", at: "a" });
});

test("a second labUp leaves running nodes alone", async () => {
  const booted = await stdout("a", startOfInit);
  const again = await labUp({ stack: lab.stack, nodes: [{ name: "a" }], log });
  expect(again.nodes).toEqual([lab.access("a"), lab.access("b")]);
  expect(await stdout("a", startOfInit)).toBe(booted);
});

test("a killed node comes back with its disk, its address and its host key", async () => {
  const before = lab.access("a");
  await execOnNode({ stack: lab.stack, node: "a" }, "echo kept >/srv/kept; echo '# mine' >>/etc/hosts");
  await killNode({ stack: lab.stack, node: "a" });
  expect(await state("a")).toBe("exited");
  await startNode({ stack: lab.stack, node: "a" });
  await waitForSsh(before, sshLimitMs);
  expect(await stdout("a", "cat /srv/kept; tail -n 1 /etc/hosts")).toBe("kept\n# mine");
  expect(await stdout("a", "ip -4 -br address show eth0")).toContain(`${before.address}/`);
});

test("labUp starts a killed node and wakes a frozen one", async () => {
  await killNode({ stack: lab.stack, node: "a" });
  await pauseNode({ stack: lab.stack, node: "b" });
  await labUp({ stack: lab.stack, nodes: [{ name: "a" }, { name: "b" }], log });
  expect([await state("a"), await state("b")]).toEqual(["running", "running"]);
  await pauseNode({ stack: lab.stack, node: "b" });
  await unpauseNode({ stack: lab.stack, node: "b" });
  expect(await stdout("b", "hostname")).toBe("b");
});

test("a disk of limited size can be filled", async () => {
  await mountLimitedDisk({ stack: lab.stack, node: "a" }, "/srv/small", 2 ** 20);
  const fill = await lab.ssh("a", "sudo dd if=/dev/zero of=/srv/small/file bs=1M count=2");
  expect(fill.exitCode).toBe(1);
  expect(fill.stderr).toContain("No space left on device");
});

test("a recreated node has its address, an empty disk and a new host key, and the old key is refused", async () => {
  const before = lab.access("a");
  await execOnNode({ stack: lab.stack, node: "a" }, "touch /srv/lost");
  await recreateNode({ stack: lab.stack, spec: { name: "a" }, log });
  expect(lab.access("a").address).toBe(before.address);
  expect(lab.access("a").hostKey).not.toBe(before.hostKey);
  expect((await lab.ssh("a", "test -e /srv/lost")).exitCode).toBe(1);
  await expect(waitForSsh(before, sshLimitMs)).rejects.toMatchObject({ code: "HOST_KEY_MISMATCH" });
});

test("a node that was made by half is made again", async () => {
  const docker = (await findDocker())!;
  const name = labName(lab.stack);
  await docker(["rm", "--force", `${name}-b`]);
  const image = await docker(["inspect", "--format", "{{.Config.Image}}", `${name}-a`]);
  const labels = [`hearth.lab=${name}`, "hearth.node=b"].flatMap((label) => ["--label", label]);
  await docker(["create", "--name", `${name}-b`, ...labels, image, "/init.sh"]);
  await labUp({ stack: lab.stack, nodes: [{ name: "a" }, { name: "b" }], log });
  expect(await stdout("b", "hostname")).toBe("b");
});

test("a Debian 13 node boots, for tests of roles", async () => {
  await using other = await testLab({ nodes: [{ name: "a", release: "trixie" }], log });
  const release = await other.ssh("a", ". /etc/os-release; echo $VERSION_CODENAME; systemctl is-active ssh");
  expect(release).toEqual({ exitCode: 0, stdout: "trixie\nactive\n", stderr: "" });
});

test("labDown leaves nothing, and once more does nothing", async () => {
  const other = await testLab({ nodes: ["a"], log });
  const docker = (await findDocker())!;
  const label = `label=hearth.lab=${labName(other.stack)}`;
  const listed = async (): Promise<string[]> =>
    Promise.all([
      docker(["ps", "--all", "--quiet", "--filter", label]),
      docker(["network", "ls", "--quiet", "--filter", label]),
      docker(["volume", "ls", "--quiet", "--filter", label]),
    ]);
  expect((await listed()).filter((ids) => ids === "")).toEqual([]);
  await labDown({ stack: other.stack, log });
  expect(await listed()).toEqual(["", "", ""]);
  expect(existsSync(join(stackFolder(other.stack), "lab.json"))).toBe(false);
  expect(existsSync(join(stackFolder(other.stack), "id_ed25519"))).toBe(false);
  await labDown({ stack: other.stack, log });
  await other[Symbol.asyncDispose]();
});
