import { spawn } from "node:child_process";
import { hash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memoryKeyRecordSchema } from "@hearth/contracts/memory/key-record.ts";
import { accessFile, type ClusterAccess } from "../../lib/cluster/access-files.ts";
import { root, stackFolder } from "../../lib/paths.ts";
import { startConsulAgent, type ConsulAgent } from "./consul-agent.ts";

/*
 * `hearth keys` and `hearth memory keys` as a person types them, against a real Consul; a program that forwards to loopback is in ssh's place. The stack is one of
 * this test alone.
 */

const stack = `keys-${randomUUID().slice(0, 8)}`;
const folder = stackFolder(stack);
let agent: ConsulAgent;

beforeAll(async () => {
  agent = await startConsulAgent();
  mkdirSync(folder, { recursive: true });
  const write = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  // Beside Consul's files, for in the checkout Node would take it for an ES module.
  const ssh = join(agent.folder, "ssh");
  writeFileSync(
    ssh,
    `#!${process.execPath}
const { connect } = require("node:net");
const target = process.argv.find((word) => word.startsWith("n1.hearth:"));
const socket = connect(Number(target.split(":")[1]), "127.0.0.1");
process.stdin.pipe(socket).pipe(process.stdout);
`,
  );
  chmodSync(ssh, 0o700);
  const access: ClusterAccess = {
    nodes: ["n1"],
    domain: "hearth",
    ports: { nomad: 1, consul: agent.port },
    secureServices: [],
    sshConfigFile: "none",
    caFile: agent.caFile,
    nomadTokenFile: write("nomad.token", "none"),
    consulTokenFile: write("consul.token", agent.managementToken),
  };
  writeFileSync(accessFile(folder), JSON.stringify(access), { mode: 0o600 });
});
afterAll(async () => {
  await agent[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const keys = (...words: readonly string[]) => hearth("keys", ...words);
const memoryKeys = (...words: readonly string[]) => hearth("memory", "keys", ...words);

async function hearth(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const program = spawn(process.execPath, [join(root, "lib/cli/main.ts"), "--stack", stack, ...words], {
    env: {
      ...process.env,
      PATH: `${agent.folder}:${process.env["PATH"] ?? ""}`,
      HEARTH_INVENTORY: join(root, "stacks", "samples", "home.inventory.yaml"),
    },
  });
  const exited = once(program, "exit") as Promise<[number]>;
  const [out, err, [code]] = await Promise.all([text(program.stdout), text(program.stderr), exited]);
  return { code, out, err };
}

interface Shown {
  readonly state: string;
  readonly limits: object;
  readonly models?: readonly string[];
  readonly secrets: readonly { readonly notAfter: string | null }[];
  readonly history: readonly { readonly what: string }[];
}
const show = async (id: string): Promise<Shown> => JSON.parse((await keys("show", id, "--json")).out) as Shown;
const stored = async (id: string, service = "gateway"): Promise<string> => {
  const [row] = JSON.parse(await agent.get(`/v1/kv/hearth/${service}/keys/${id}`)) as { Value: string }[];
  return Buffer.from(row?.Value ?? "", "base64").toString();
};

test("a key from its making to its end", { timeout: 300_000 }, async () => {
  const made = await keys("create", "kids", "--models", "smol*", "--tokens-per-day", "5000");
  expect(made).toEqual({
    code: 0,
    out: expect.stringMatching(/^hearth_[\w-]{32}\n$/) as string,
    err: "kids: this is the only time that the key is shown\n",
  });
  const key = made.out.trim();
  expect(await stored("kids")).toContain(hash("sha256", key));
  expect((await stored("kids")).includes(key)).toBe(false);

  const again = await keys("create", "kids", "--json");
  expect({ code: again.code, error: (JSON.parse(again.out) as { error: { code: string } }).error.code }).toEqual({
    code: 1,
    error: "KEY_TAKEN",
  });
  expect((await keys("limits", "kids", "--models", "any", "--requests-per-minute", "20")).code).toBe(0);
  const output = join(folder, "kids.key");
  const rotated = await keys("rotate", "kids", "--overlap", "2h", "--output", output);
  expect(rotated.out).toBe(`kids: the key is in ${output}\n`);
  expect(statSync(output).mode & 0o777).toBe(0o600);
  expect(await stored("kids")).toContain(hash("sha256", readFileSync(output, "utf8").trim()));

  const record = await show("kids");
  expect(record).toMatchObject({ state: "active", limits: { tokensPerDay: 5_000, requestsPerMinute: 20 } });
  expect(record.models).toBe(undefined);
  expect(record.secrets.map(({ notAfter }) => notAfter === null)).toEqual([false, true]);
  expect(record.history.map(({ what }) => what.split(/[:;]/)[0])).toEqual(["created", "changed", "rotated"]);

  expect((await keys("revoke", "kids")).out).toBe("kids: revoked\n");
  expect((await show("kids")).state).toBe("revoked");
  expect((await keys("list")).out).toMatch(/^kids +revoked/m);
  expect((await keys("delete", "kids")).out).toBe("kids: deleted\n");
  const gone = await keys("show", "kids");
  expect({ code: gone.code, err: gone.err }).toEqual({
    code: 1,
    err:
      "error KEY_UNKNOWN: there is no key 'kids'\n  See the names with `hearth keys list`.\n" +
      "  More: docs/errors.md#key_unknown\n",
  });
});

test("a key that cannot be kept is not made, and no name reaches beyond the keys", { timeout: 120_000 }, async () => {
  expect((await keys("create", "lost", "--output", join(folder, "no", "such", "folder"))).code).toBe(1);
  expect((await keys("list")).out).toBe("no keys but the owner's\n");
  expect((await keys("delete", "../../other")).code).toBe(64);
});

test("keys of the inventory's people are made once, each in a file of its own", { timeout: 120_000 }, async () => {
  expect((await keys("sync", "--dry-run")).out).toBe(
    "resident-laptop: would be created\nresident-phone: would be created\n",
  );
  const synced = await keys("sync");
  expect(synced).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^resident-laptop: created; the key is in /) as string,
  });
  const file = join(folder, "people", "resident-phone.key");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await stored("resident-phone")).toContain(hash("sha256", readFileSync(file, "utf8").trim()));
  expect(JSON.parse(await stored("resident-phone"))).toMatchObject({
    limits: { requestsPerMinute: 60, tokensPerDay: 200_000 },
    memories: { user: "resident" },
  });
  expect((await keys("sync")).out).toBe("the keys of people are as the inventory says\n");
});

test("a key of the memory service from its making to its end", { timeout: 300_000 }, async () => {
  expect((await memoryKeys("list")).out).toBe("no keys but the owner's\n");
  const made = await memoryKeys(
    "create",
    "cook",
    "--agent",
    "chef",
    "--scopes",
    "memories,skills:read",
    "--expires",
    "30d",
  );
  expect(made).toMatchObject({ code: 0, err: "cook: this is the only time that the key is shown\n" });
  const record = memoryKeyRecordSchema.parse(JSON.parse(await stored("cook", "memory")));
  expect(record).toMatchObject({
    sha256: hash("sha256", made.out.trim()),
    tenant: "home",
    agent: "chef",
    scopes: ["memories:read", "memories:write", "skills:read"],
  });
  const again = await memoryKeys("add", "cook", "--json");
  expect({ code: again.code, out: again.out.includes('"KEY_TAKEN"') }).toEqual({ code: 1, out: true });
  const listed = JSON.parse((await memoryKeys("list", "--json")).out) as { keys: object[] };
  expect(listed.keys).toMatchObject([{ id: "cook", state: "active" }]);
  expect(JSON.stringify(listed)).not.toContain(record.sha256);
  expect((await memoryKeys("revoke", "cook")).out).toBe("cook: revoked\n");
  expect((await memoryKeys("list")).out).toMatch(/^cook +revoked/m);
  expect((await memoryKeys("revoke", "cook", "--forget")).out).toBe("cook: deleted\n");
  expect((await memoryKeys("revoke", "cook")).code).toBe(1);
  expect((await memoryKeys("create", "cook", "--scopes", "everything")).code).toBe(64);
  // The gateway's keys are others.
  expect((await keys("list")).out).not.toContain("cook");
});
