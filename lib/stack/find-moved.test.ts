import { expect, test } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import type { ScriptRun } from "../ssh/run-script.ts";
import { addressIn, findMoved, nameMoved, statusWithMoved } from "./find-moved.ts";

const lab = sampleCluster();
const hostKey = (name: string): string => `ssh-ed25519 ${name}`;
const stack = {
  folder: "/none",
  inventoryFile: "/none/house.inventory.yaml",
  cluster: {
    ...lab,
    nodesFrom: "inventory" as const,
    nodes: lab.nodes.map((node, index) => ({
      ...node,
      address: `192.0.2.${index + 1}`,
      ssh: { ...node.ssh, hostKey: hostKey(node.name) },
    })),
  },
};
const run = (stdout: string): ScriptRun => ({ exitCode: 0, stdout, stderr: "", firstOutputAt: 1 });
const pong = "ask\npong from n2 (100.64.0.3) via 192.0.2.57:41641 in 3ms\n";
const options = (said = pong, key = hostKey("n2")) => ({
  run: () => Promise.resolve(run(said)),
  scan: () => Promise.resolve(key),
});

test("the address is that of the last answer that came directly", () => {
  expect(addressIn("pong from n2 (100.64.0.3) via DERP(1) in 30ms\n" + pong)).toBe("192.0.2.57");
  expect(addressIn("pong from n2 (100.64.0.3) via [2001:db8::7]:41641 in 3ms")).toBe("2001:db8::7");
  expect(addressIn("pong from n2 (100.64.0.3) via DERP(1) in 30ms")).toBeUndefined();
});

test("a machine that the others reach elsewhere, and that shows its key there, has moved", async () => {
  expect(await findMoved(stack, "n2", options())).toEqual({ node: "n2", from: "192.0.2.2", to: "192.0.2.57" });
});

test("another machine's key, the same address, silence and a lab are no move", async () => {
  expect(await findMoved(stack, "n2", options(pong, hostKey("other")))).toBeUndefined();
  expect(await findMoved(stack, "n2", options(pong.replace("192.0.2.57", "192.0.2.2")))).toBeUndefined();
  const silent = { ...options(), run: () => Promise.reject(new Error("no route")) };
  expect(await findMoved(stack, "n2", silent)).toBeUndefined();
  const onLab = { ...stack, cluster: { ...stack.cluster, nodesFrom: "lab" as const } };
  expect(await findMoved(onLab, "n2", options())).toBeUndefined();
});

test("preflight says where it is and what to write, and leaves other failures as they are", async () => {
  const unreachable = { check: "ssh", state: "error", detail: "silent", hint: "", code: "NODE_UNREACHABLE" } as const;
  const refused = { ...unreachable, code: "LOGIN_REFUSED" } as const;
  const report = await nameMoved(
    {
      ok: false,
      nodes: [
        { node: "n2", checks: [unreachable] },
        { node: "n3", checks: [refused] },
      ],
    },
    stack,
    options(),
  );
  expect(report.nodes[0]?.checks[0]).toMatchObject({
    code: "NODE_MOVED",
    detail: "n2 has another address now: 192.0.2.57 instead of 192.0.2.2",
    hint: expect.stringContaining("write `address: 192.0.2.57` instead of `address: 192.0.2.2` at n2") as string,
  });
  expect(report.nodes[1]?.checks).toEqual([refused]);
});

test("a status gets a warning", async () => {
  const status = {
    healthy: false,
    nodes: [
      { name: "n1", overlayAddress: null, ready: true },
      { name: "n2", overlayAddress: null, ready: false },
    ],
    jobs: [],
    gateway: { url: "", keyFile: "" },
    seconds: 0,
  };
  const report = await statusWithMoved({ status, problems: [] }, stack, options());
  expect(report.status.warnings).toEqual([expect.stringContaining("n2 has another address now: 192.0.2.57")]);
});
