import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { $ } from "zx";
import type { Log } from "@hearth/kernel/log.ts";
import { root } from "../paths.ts";
import { countResults, type Counts } from "./count-results.ts";

/** The checks outside Vitest, each counted as one test: a program in node_modules, or a file for Node. */
const checks = {
  types: [program("tsc"), "--noEmit"],
  lint: [program("eslint"), "."],
  imports: [program("depcruise"), "--output-type", "err-long", "."],
  format: [program("prettier"), "--check", "--log-level", "warn", "."],
  shell: [process.execPath, join(import.meta.dirname, "check-shell.ts")],
} as const satisfies Record<string, readonly string[]>;

function program(name: string): string {
  return join(root, "node_modules", ".bin", name);
}

/** Vitest's projects by how they are run, cheapest first; see vitest.config.ts. */
const projects = {
  unit: ["unit", "unit-isolated"],
  contract: ["contract"],
  nodes: ["nodes"],
  cluster: ["cluster"],
} as const;

export interface TestOptions {
  /** Also run long soak tests. */
  readonly all: boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Runs every check and test, even after failures, and returns how many passed and failed. */
export async function runTests({ all, log, signal }: TestOptions): Promise<Counts> {
  let total: Counts = { passed: 0, failed: 0 };
  const run = async (name: string, work: () => Promise<Counts>): Promise<void> => {
    const counts = await log.step(name, async (progress) => {
      const result = await work();
      progress(`${result.passed} passed, ${result.failed} failed`);
      return result;
    });
    total = { passed: total.passed + counts.passed, failed: total.failed + counts.failed };
  };
  const left = Object.keys(checks) as (keyof typeof checks)[];
  // Each uses one core. The longest is the second in the table, so that the others run beside it.
  const next = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const check = name;
      await run(check, () => runCheck(check, signal));
    }
  };
  await Promise.all([next(), next()]);
  for (const name of Object.keys(projects) as (keyof typeof projects)[])
    await run(`${name} tests`, () => runProjects(name, { all, signal }));
  return total;
}

/** Programs in node_modules look up `node` on the PATH; it has to be the one that runs us, not the machine's own. */
const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}` };

async function runCheck(name: keyof typeof checks, signal: AbortSignal): Promise<Counts> {
  const { exitCode } = await $({
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    nothrow: true,
    signal,
    env: environment,
  })`${checks[name]}`;
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runProjects(
  name: keyof typeof projects,
  { all, signal }: Pick<TestOptions, "all" | "signal">,
): Promise<Counts> {
  const folder = join(root, ".hearth", "tests");
  const report = join(folder, `${name}.json`);
  const chosen = projects[name].map((project) => `--project=${project}`);
  mkdirSync(folder, { recursive: true });
  rmSync(report, { force: true });
  const vitest = program("vitest");
  const { exitCode } = await $({
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    nothrow: true,
    signal,
    env: { ...environment, ...(all ? { HEARTH_TEST_ALL: "1" } : {}) },
  })`${vitest} run ${chosen} --reporter=default --reporter=json --outputFile.json=${report}`;
  return countResults(existsSync(report) ? readFileSync(report, "utf8") : undefined, exitCode ?? 1);
}
