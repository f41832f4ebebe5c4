import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import type { Stack } from "./load-stack.ts";

interface Place {
  folder: string;
  config: Record<string, unknown>;
  calls: string[];
}
const place = vi.hoisted((): Place => ({ folder: "", config: {}, calls: [] }));
vi.mock("../paths.ts", async (original) => ({
  ...(await original<object>()),
  stackFolder: (name: string) => join(place.folder, name),
  get stateFolder() {
    return join(place.folder, "state");
  },
}));
vi.mock("./load-stack.ts", () => ({ readStackConfig: () => place.config, stackConfigFile: () => "Pulumi.home.yaml" }));
/** Pulumi as far as secrets go: they are readable with the passphrase that they were written with. */
vi.mock("./pulumi/run-pulumi.ts", () => ({
  runPulumi: async (args: readonly string[], { input }: { input?: string }) => {
    await sleep(5);
    const passphrase = readFileSync(join(place.folder, "home", "passphrase"), "utf8");
    place.calls.push(args.slice(0, 2).join(" "));
    if (args[1] === "set") {
      const [name = "", value] = args.slice(args[2] === "--secret" ? 3 : 2);
      place.config[name] = { passphrase, value: input ?? value };
    }
    if (args[1] !== "get") return "";
    const kept = place.config["hearth:secrets"] as { passphrase: string; value: string };
    if (kept.passphrase !== passphrase) throw new Error("incorrect passphrase");
    return kept.value;
  },
}));
vi.mock("../cluster/access-files.ts", () => ({ writeAccessFiles: () => undefined }));
const { initStack } = await import("./init-stack.ts");

beforeEach(() => {
  place.folder = mkdtempSync(join(tmpdir(), "hearth-init-"));
  place.config = {};
  place.calls = [];
});
afterEach(() => rmSync(place.folder, { recursive: true, force: true }));

const stack = (): Stack => ({
  name: "home",
  folder: join(place.folder, "home"),
  inventoryFile: "/nowhere/home.inventory.yaml",
  cluster: sampleCluster(),
  roles: [],
  units: [],
  jobs: [],
});

test("two runs at once make one set of keys, and both end with it", async () => {
  const [one, other] = await Promise.all([initStack(stack(), {}), initStack(stack(), {})]);
  expect(one.secrets).toEqual(other.secrets);
  expect([one.added.length, other.added.length].toSorted((a, b) => a - b)[0]).toBe(0);
  expect(Math.max(one.added.length, other.added.length)).toBeGreaterThan(0);
  expect(existsSync(join(dirname(stack().folder), "home", "init.lock"))).toBe(false);
});
