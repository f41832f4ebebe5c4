import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../lib/paths.ts";

/** A checkout with a stand-in for Hearth that says what it sees. */
function bootstrap(command: (script: string) => readonly [string, ...string[]]): { shown: string; log: string } {
  const folder = mkdtempSync(join(tmpdir(), "hearth-bootstrap-"));
  copyFileSync(join(root, "bootstrap.sh"), join(folder, "bootstrap.sh"));
  const hearth = `#!/bin/sh\n[ -t 2 ] && kind=terminal || kind=pipe\necho "$* on a $kind" >&2\n[ -z "\${HEARTH_LOG-}" ] || echo "kept: $*" >>"$HEARTH_LOG"\n`;
  writeFileSync(join(folder, "hearth"), hearth, { mode: 0o755 });
  // Every package is there, whatever this computer has.
  writeFileSync(join(folder, "dpkg-query"), "#!/bin/sh\necho installed\n", { mode: 0o755 });
  const [program, ...args] = command(`sh ${join(folder, "bootstrap.sh")} tools`);
  const { stdout } = spawnSync(program, args, {
    env: { HOME: folder, PATH: `${folder}:${process.env["PATH"] ?? ""}` },
    encoding: "utf8",
  });
  const logs = join(folder, ".hearth", "log");
  return { shown: stdout, log: readFileSync(join(logs, readdirSync(logs)[0] ?? ""), "utf8") };
}

test("to a pipe everything is shown and kept", () => {
  const { shown, log } = bootstrap((script) => ["sh", "-c", script]);
  expect(shown).toContain("tools install on a pipe");
  expect(log).toContain("tools install on a pipe");
});

test.runIf(existsSync("/usr/bin/script"))("on a terminal Hearth has the terminal, and adds to the log itself", () => {
  const { shown, log } = bootstrap((script) => ["script", "-qec", script, "/dev/null"]);
  expect(shown).toContain("tools install on a terminal");
  expect(log).toContain("kept: tools install");
});
