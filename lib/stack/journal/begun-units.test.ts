import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { unitId } from "../../steps/unit.ts";

const folders = vi.hoisted(() => ({ state: "" }));
vi.mock("../../paths.ts", async (original) => ({
  ...(await original<object>()),
  get stateFolder() {
    return folders.state;
  },
}));
const { abandonedUnits, begunUnits, forgetFinished, undoScript } = await import("./begun-units.ts");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-begun-"));
  folders.state = join(folder, "state");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stack = () => ({ name: "home", folder });
const ids = (units: readonly { node: string; role: string }[]): readonly string[] => units.map(unitId);

function begin(id: string, { script = `# hearth unit ${id}\nmain() {\n`, second = 1 } = {}): void {
  const file = join(folder, "begun", id);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, script);
  utimesSync(file, second, second);
}

/** As Pulumi writes it. */
function holds(...names: readonly string[]): void {
  const file = join(folders.state, ".pulumi", "stacks", "hearth", "home.json");
  const resources = names.map((name) => ({ urn: `urn:pulumi:home::hearth::command:local:Command::${name}` }));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ checkpoint: { latest: { resources } } }));
}

test("before anything was begun there is nothing", () => {
  expect([begunUnits(folder), abandonedUnits(stack(), new Set())]).toEqual([[], []]);
});

test("abandoned is what Pulumi does not hold and nobody asks for, the newest first", () => {
  begin("n1/base", { second: 1 });
  begin("n2/base", { second: 2 });
  begin("n4/base", { second: 3 });
  begin("n4/ssh", { second: 4 });
  begin("n4/.users.7", { second: 5 });
  holds("n1/base", "job/gateway");
  expect(ids(abandonedUnits(stack(), new Set(["n1/base", "n2/base"])))).toEqual(["n4/ssh", "n4/base"]);
});

test("what Pulumi holds is forgotten, the rest is kept", () => {
  begin("n1/base");
  begin("n4/base");
  holds("n1/base");
  forgetFinished(stack());
  expect(ids(begunUnits(folder))).toEqual(["n4/base"]);
});

test("a unit is undone by the script it was begun with; one with secrets gives back the files that are marked as its own", () => {
  begin("n4/base", { script: "# hearth unit n4/base\nmain() {\n# secret\n" });
  begin("n4/consul.secrets", { script: "# hearth unit n4/consul.secrets\n# secret\nmain() {\n" });
  const [base, secrets] = ["base", "consul.secrets"].map((role) =>
    undoScript(begunUnits(folder).find((unit) => unit.role === role)!),
  );
  expect(base).toBe("# hearth unit n4/base\nmain() {\n# secret\n");
  expect(secrets).toContain("# hearth unit n4/consul.secrets\nmain() {");
  expect(secrets).toContain("role=consul.secrets secret=no");
  expect(secrets).toContain('undo) lock\nrelease\nrm -f "$log"\n;;');
});
