import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { packages } from "./packages.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-packages-"));
  for (const name of ["bin", "dpkg", "apt/lists"]) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ["dpkg/lock", "dpkg/lock-frontend", "apt/lists/lock"]) writeFileSync(join(folder, name), "");
  const stand = `#!/bin/sh\nflock -n ${folder}/dpkg/lock-frontend true && flock -n ${folder}/apt/lists/lock true || exit 2\n`;
  for (const name of ["dpkg", "apt-get"]) {
    writeFileSync(join(folder, "bin", name), `${stand}echo "${name} $*" >>${folder}/calls\n`, { mode: 0o755 });
  }
  // Nothing is installed before.
  writeFileSync(join(folder, "bin", "dpkg-query"), "#!/bin/sh\n", { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function apply() {
  const prelude = readFileSync(join(import.meta.dirname, "prelude.sh"), "utf8");
  const script = [
    prelude,
    `state=${folder} role=base names='one two'`,
    "apply() {",
    packages("one").apply,
    "}",
    "apply",
  ]
    .join("\n")
    .replaceAll("/var/lib/", `${folder}/`);
  return spawnSync("dash", ["-es"], {
    input: script,
    encoding: "utf8",
    env: { PATH: `${folder}/bin:${process.env["PATH"] ?? ""}` },
  });
}

test.each(["dpkg/lock-frontend", "dpkg/lock", "apt/lists/lock"])(
  "another installation that holds %s is waited for",
  async (lock) => {
    const holder = spawn("flock", [join(folder, lock), "sh", "-c", "echo held; sleep 0.7"]);
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    const start = performance.now();
    const { status, stderr } = apply();
    expect([status, stderr]).toEqual([0, ""]);
    expect(performance.now() - start).toBeGreaterThan(500);
    expect(readFileSync(join(folder, "calls"), "utf8")).toMatch(
      /^dpkg --configure -a .*--force-confold\napt-get .* install one two\n$/,
    );
  },
);
