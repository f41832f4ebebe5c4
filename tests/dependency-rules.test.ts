import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { drawPicture } from "../architecture/draw-picture.ts";
import { areas } from "../architecture/picture.ts";

/* The rules of .dependency-cruiser.js, tried on a small tree that breaks every one of them, and the page that is drawn from them. */

const root = resolve(import.meta.dirname, "..");
const tree = mkdtempSync(join(tmpdir(), "hearth-rules-"));
afterAll(() => rmSync(tree, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), text);
}

function importing(from: string, to: string, kind = ""): void {
  const path = relative(dirname(from), to);
  const specifier = /^[@\w]/.test(to) && !to.endsWith(".ts") ? to : path.startsWith(".") ? path : `./${path}`;
  write(from, `import ${kind} { x } from "${to.startsWith("@") ? to : specifier}";\nexport { x };\n`);
}

/** From, to, and the rules that this breaks. */
const arrows: readonly (readonly [from: string, to: string, ...rules: readonly string[]])[] = [
  ["lib/config/app.ts", "apps/gateway/src/domain/x.ts", "layer of lib"],
  ["lib/config/app.test.ts", "apps/gateway/src/domain/x.ts", "layer of lib"],
  ["apps/gateway/src/domain/lib.ts", "lib/x.ts", "layer of apps"],
  ["apps/gateway/src/domain/memory.ts", "apps/memory/src/store/x.ts", "layer of apps/gateway"],
  ["apps/gateway/test/memory.test.ts", "apps/memory/src/store/x.ts", "layer of apps/gateway"],
  ["packages/kernel/src/up.ts", "@hearth/service/x.ts", "layer of packages/kernel"],
  ["packages/contracts/src/keys/lib.ts", "lib/x.ts", "layer of packages"],
  ["roles/stack.ts", "stacks/x.ts", "layer of roles"],
  ["lib/plan/support.ts", "tests/support/x.ts", "test code in a program"],
  ["lib/plan/by-path.ts", "packages/kernel/src/x.ts", "packages and apps by path"],
  ["apps/gateway/src/http/bundle.ts", "@hearth/build/x.ts", "build tools in what ships"],
  ["packages/service/src/expect.ts", "vitest", "packages for development in a program"],
  ["apps/memory/src/keys/unlisted.ts", "unlisted", "packages for development in a program"],
  ["lib/drift/gone.ts", "lib/drift/never-written.ts", "unknown import"],
  ["lib/plan/child.ts", "node:child_process", "running programs"],
  ["packages/service/src/child.ts", "child_process", "running programs"],
  ["lib/stack/pulumi-itself.ts", "@pulumi/pulumi", "Pulumi"],
  ["roles/over-ssh.ts", "lib/ssh/x.ts", "roles and jobs are data"],
  ["jobs/far.ts", "lib/plan/far.ts", "roles and jobs run nothing"],
  // These are all right.
  ["lib/plan/far.ts", "lib/ssh/runs.ts"],
  ["lib/ssh/runs.ts", "zx"],
  ["lib/pulumi/declare.ts", "@pulumi/pulumi"],
  ["lib/cli/kernel.ts", "@hearth/kernel/x.ts"],
  ["lib/plan/plan.test.ts", "tests/support/x.ts"],
  ["apps/gateway/src/domain/domain.test.ts", "apps/gateway/src/http/x.ts"],
  ["apps/gateway/build.ts", "@hearth/build/x.ts"],
  ["apps/gateway/src/http/down.ts", "apps/gateway/src/domain/x.ts"],
  ["roles/good.ts", "lib/steps/x.ts"],
  ["bench/up/both.ts", "apps/memory/src/store/x.ts"],
];

const roomsOf = areas.flatMap(({ folder, layers }) =>
  layers.flatMap(({ rooms }) => Object.keys(rooms).map((room) => join(folder, room))),
);

interface Refused {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

/** Of each room, an arrow to one that is beside it or above it. */
const refused: readonly Refused[] = areas.flatMap(({ folder, layers }) =>
  layers.flatMap(({ rooms }, index) =>
    Object.keys(rooms).flatMap((room) => {
      const reach = layers.slice(0, index + 1).flatMap((layer) => Object.keys(layer.rooms));
      const other = reach.find((candidate) => candidate !== room);
      if (other === undefined) return [];
      const name = `refused-by-${folder.replaceAll("/", "-")}.ts`;
      const rule = `layer of ${join(folder, room === "." ? "*.ts" : room)}`;
      return [{ rule, from: join(folder, room, name), to: join(folder, other, "x.ts") }];
    }),
  ),
);

interface Report {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

function cruise(outputType: "json" | "err-long"): { readonly exitCode: number | null; readonly output: string } {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/.bin/depcruise"),
      ...["--config", join(root, ".dependency-cruiser.js"), "--output-type", outputType, "."],
    ],
    { cwd: tree, encoding: "utf8", maxBuffer: 2 ** 26 },
  );
  return { exitCode: status, output: stdout };
}

function layOutTree(): void {
  for (const room of roomsOf) write(join(room, "x.ts"), "export const x = 1;\n");
  for (const name of ["kernel", "service", "build"]) {
    write(`packages/${name}/package.json`, JSON.stringify({ name: `@hearth/${name}`, exports: { "./*": "./src/*" } }));
    write(`packages/${name}/src/x.ts`, "export const x = 1;\n");
    mkdirSync(join(tree, "node_modules/@hearth"), { recursive: true });
    symlinkSync(`../../packages/${name}`, join(tree, "node_modules/@hearth", name));
  }
  for (const name of ["zx", "vitest", "unlisted", "@pulumi/pulumi"]) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" }));
    write(`node_modules/${name}/index.js`, "");
  }
  write(
    "package.json",
    JSON.stringify({ dependencies: { zx: "1.0.0", "@pulumi/pulumi": "1.0.0" }, devDependencies: { vitest: "1.0.0" } }),
  );
  for (const { from, to } of refused) importing(from, to, "type");
  for (const [from, to] of arrows) importing(from, to);
  importing("packages/kernel/src/left.ts", "packages/kernel/src/right.ts", "type");
  importing("packages/kernel/src/right.ts", "packages/kernel/src/left.ts", "type");
  write("lib/drift/alone.ts", "export const x = 1;\n");
}

layOutTree();
const report = JSON.parse(cruise("json").output) as Report;
const broken = (file: string): readonly string[] =>
  report.summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);

// A program is started, which takes a second, and several on a busy machine.
test("a broken arrow fails the check, and is named with its rule", { timeout: 60_000 }, () => {
  const { exitCode, output } = cruise("err-long");
  expect(exitCode).not.toBe(0);
  expect(output).toContain("error layer of lib: lib/config/app.ts → apps/gateway/src/domain/x.ts");
  expect(output.replaceAll(/\s+/g, " "), "the rule's comment is shown").toContain(
    'lib is in the layer "programs": it may import the layers below, nothing beside it or above it.',
  );
});

test.each(arrows)("%s → %s", (from, _to, ...rules) => {
  expect(broken(from)).toEqual(rules);
});

test.each(refused)("$from may not import $to, not even a type", ({ rule, from }) => {
  expect(broken(from)).toContain(rule);
});

test("files that import each other, and a file that nothing uses", () => {
  expect(broken("packages/kernel/src/left.ts")).toEqual(["import cycle"]);
  expect(broken("lib/drift/alone.ts")).toEqual(["a file that nothing uses"]);
});

test("every rule can fail", () => {
  const names = new Set(report.summary.violations.map(({ rule }) => rule.name));
  expect(report.summary.ruleSetUsed.forbidden.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
});

test("npm run check shows the comment of a broken rule", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { check: string } };
  expect(scripts.check).toContain("depcruise --output-type err-long .");
});

test("every room of the picture is a folder with files", () => {
  const tracked = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n");
  const folders = new Set(
    tracked.flatMap((file) => {
      const parts = file.split("/").slice(0, -1);
      return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    }),
  );
  expect(roomsOf.filter((room) => !folders.has(room))).toEqual([]);
});

test("every folder with code is a room of the picture", () => {
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"];
  const files = execFileSync("git", list, { cwd: root, encoding: "utf8" }).trim().split("\n");
  const folders = new Set(files.filter((file) => file.includes("/")).map(dirname));
  const isKnown = (folder: string): boolean => {
    const area = areas.find((candidate) => candidate.folder === folder);
    if (area !== undefined) return area.layers.some(({ rooms }) => "." in rooms);
    return roomsOf.includes(/^(packages|apps)\/[^/]+(?=\/(src|test|durability)$)/.exec(folder)?.[0] ?? folder);
  };
  expect([...folders].filter((folder) => !isKnown(folder))).toEqual([]);
});

test("ARCHITECTURE.md shows the picture as it is", async () => {
  const page = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  const [start, end] = ["<!-- picture -->\n", "\n<!-- end of the picture -->"];
  const [before = "", rest = ""] = page.split(start);
  const after = rest.split(end)[1] ?? "";
  await expect([before, start, drawPicture(), end, after].join("")).toMatchFileSnapshot(join(root, "ARCHITECTURE.md"));
});
