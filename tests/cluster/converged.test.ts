import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { root, stackFolder } from "../../lib/paths.ts";
import type { Status } from "../../lib/status/status.ts";
import { commandsIn } from "../support/documented-commands.ts";
import { hearth, hearthJson, onNode, run } from "../support/hearth.ts";

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
    "memory",
    "memory-vault",
    "prometheus",
    "rpc-chat-n3",
  ]);
});

test("the gateway answers over the overlay, and does not connect over the underlay", async () => {
  const { gateway, jobs } = await hearthJson<Status>(["status"]);
  const overlay = await onNode("n2", `curl -s -m 5 -o /dev/null -w '%{http_code}' ${gateway.url}/health`);
  expect(overlay.stdout).toBe("200");
  const host = jobs.find(({ name }) => name === "gateway")?.node ?? "";
  const { port } = new URL(gateway.url);
  const { nodes } = await hearthJson<{ nodes: readonly { node: string; address: string }[] }>(["lab", "status"]);
  const address = nodes.find(({ node }) => node === host)?.address ?? "";
  const other = host === "n1" ? "n2" : "n1";
  const underlay = await onNode(other, `curl -s -m 3 -o /dev/null http://${address}:${port}/health; echo $?`);
  expect(underlay.stdout.trim()).toBe("28");
});

/** Commands of README and tutorial that this file does not run, with the reason. */
const notRun: Readonly<Record<string, string>> = {
  up: "the tests above",
  down: "the end of all scenarios",
  "open gateway": "runs until Ctrl-C",
  "open gateway --json": "runs until Ctrl-C",
  "ssh n2": "wants a terminal",
};
/** In the tutorial, a file was changed just before. */
const findsDrift = "docs/tutorial.md: drift";

test(
  "the commands that README and the tutorial show do what they say, in their order",
  { timeout: 600_000 },
  async () => {
    const shown = ["README.md", "docs/tutorial.md"].flatMap((page) =>
      commandsIn(readFileSync(join(root, page), "utf8"))
        .filter(({ isInText }) => !isInText)
        .map(({ words }) => ({ page, words })),
    );
    const ran: string[] = [];
    for (const { page, words } of shown) {
      const text = words.join(" ");
      if (text in notRun) continue;
      // Without -f a log ends; all else is run as it is written.
      const { status, stderr } = await hearth(words.filter((word) => word !== "-f"));
      const name = `${page}: ${text}`;
      ran.push(name);
      expect({ name, succeeds: status === 0, stderr }).toMatchObject({ name, succeeds: name !== findsDrift });
    }
    expect(ran).toContain(findsDrift);
    expect(ran.length).toBeGreaterThan(15);
    await hearth(["keys", "delete", "laptop"]);
  },
);

test.each([
  [join(root, "stacks", "Pulumi.test.yaml"), "stacks/Pulumi.test.yaml: is missing; it holds the secrets of"],
  [join(stackFolder("test"), "passphrase"), ".hearth/test/passphrase: is missing; it holds the passphrase of"],
])("a running cluster whose %s was lost gets no new keys", async (file, message) => {
  const keyFile = join(stackFolder("test"), "gateway.key");
  const key = readFileSync(keyFile);
  renameSync(file, `${file}.kept`);
  try {
    const { status, stderr } = await hearth(["up"]);
    expect(stderr).toContain(`error STATE_MISSING: ${message} this existing stack`);
    expect(status).toBe(1);
    expect(readFileSync(keyFile)).toEqual(key);
  } finally {
    renameSync(`${file}.kept`, file);
  }
});
