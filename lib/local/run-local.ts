import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import { freePort } from "../free-port.ts";
import { root } from "../paths.ts";
import { completeDeclared, type SecretDeclarations } from "../secrets/declared-secrets.ts";
import { toolBin } from "../toolchain/installed/tool-bin.ts";
import { localExperts, localHouse, type LocalPorts, type LocalProgram } from "./local-house.ts";

export interface LocalOptions {
  readonly cluster: Cluster;
  /** Of the gateway and the memory service. */
  readonly secrets: SecretDeclarations;
  /** Where everything is kept, for this user alone. */
  readonly folder: string;
  readonly ports: Pick<LocalPorts, "gateway" | "memory">;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface RunningHouse extends AsyncDisposable {
  /** Throws COMMAND_FAILED once one of the programs has ended; returns when the signal is aborted. */
  readonly untilEnded: () => Promise<void>;
}

/** Loading a model from a slow disk takes a while. */
const readyLimitMs = 120_000;
/** Longer than a service takes to end the requests that it still answers. */
const stopLimitMs = 10_000;

/** Starts gateway, memory and experts as processes of this computer. They end with `dispose`, and with us. */
export async function runLocal({ cluster, secrets, folder, ports, log, signal }: LocalOptions): Promise<RunningHouse> {
  const experts = localExperts(cluster);
  const values = keptSecrets(secrets, join(folder, "secrets/all.json"));
  const house = localHouse({
    experts,
    gateway: cluster.gateway,
    ports: { ...ports, ...(await otherPorts(experts.map(({ name }) => name))) },
    folder,
    secret: (name) => values[name] ?? "",
    tool: toolBin,
    root,
    cores: availableParallelism(),
  });
  for (const name of ["log", "data", "data/backups", "local"]) makeFolder(join(folder, name));
  for (const [path, content] of Object.entries(house.files)) replaceFile(join(folder, path), content);

  const started: Started[] = [];
  const stop = async (): Promise<void> => {
    for (const program of started.toReversed()) await stopProgram(program);
  };
  try {
    for (const stage of house.stages) {
      const fresh = stage.map((program) => startProgram(program, join(folder, "log", `${program.name}.log`)));
      started.push(...fresh);
      await Promise.all(fresh.map((program) => log.step(`start ${program.name}`, () => untilReady(program, signal))));
    }
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return {
    untilEnded: async () => {
      while (!signal.aborted) {
        for (const program of started) assertRuns(program);
        await sleep(500, undefined, { signal }).catch(() => undefined);
      }
    },
    [Symbol.asyncDispose]: stop,
  };
}

const makeFolder = (path: string): void => void mkdirSync(path, { recursive: true, mode: 0o700 });

/** The same in every run, so that programs keep their keys and memories can be read again. */
function keptSecrets(declared: SecretDeclarations, file: string): Readonly<Record<string, string>> {
  makeFolder(dirname(file));
  const values = completeDeclared(declared, existsSync(file) ? readSecrets(file) : {});
  replaceFile(file, JSON.stringify(values));
  return values;
}

/** Throws CONFIG_UNREADABLE. */
function readSecrets(file: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  } catch (cause) {
    throw new HearthError({
      code: "CONFIG_UNREADABLE",
      at: file,
      message: messageOf(cause),
      hint: "Put it back from a backup. Without it, sensitive memories cannot be read: to start again, delete its folder's parent.",
      cause,
    });
  }
}

async function otherPorts(experts: readonly string[]): Promise<Pick<LocalPorts, "consul" | "experts">> {
  const numbers = await Promise.all(Array.from({ length: experts.length + 3 }, () => freePort()));
  const take = (): number => numbers.pop() ?? 0;
  return {
    consul: { http: take(), serf: take(), server: take() },
    experts: Object.fromEntries(experts.map((name) => [name, take()])),
  };
}

interface Started extends LocalProgram {
  readonly child: ChildProcess;
  readonly logFile: string;
}

/** In a session of its own, so that Ctrl-C reaches only us, and with an end of its own should we be killed. */
function startProgram(program: LocalProgram, logFile: string): Started {
  const output = openSync(logFile, "w", 0o600);
  try {
    const child = spawn("setpriv", ["--pdeathsig", "KILL", program.command, ...program.arguments], {
      cwd: dirname(logFile),
      detached: true,
      stdio: ["ignore", output, output],
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...program.environment },
    });
    return { ...program, child, logFile };
  } finally {
    closeSync(output);
  }
}

const hasEnded = ({ child }: Started): boolean => child.exitCode !== null || child.signalCode !== null;

/** Throws COMMAND_FAILED with the last lines of its log if it has ended. */
function assertRuns(program: Started): void {
  if (!hasEnded(program)) return;
  const { name, logFile, child } = program;
  const last = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-3).join("\n");
  throw new HearthError({
    code: "COMMAND_FAILED",
    message: `${name} ended with ${child.exitCode ?? child.signalCode ?? "an error"}: ${last}`,
    hint: `Its whole log is ${logFile}.`,
  });
}

async function untilReady(program: Started, signal: AbortSignal): Promise<void> {
  const options = { what: program.name, limitMs: readyLimitMs, intervalMs: 100, signal };
  await waitFor({ ...options, hint: `Its log is ${program.logFile}.` }, async () => {
    assertRuns(program);
    const answer = await fetch(program.readyUrl, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.ok === true ? ready(undefined) : notYet(answer === undefined ? "no answer" : `${answer.status}`);
  });
}

async function stopProgram(program: Started): Promise<void> {
  if (hasEnded(program)) return;
  const ended = once(program.child, "exit");
  program.child.kill("SIGTERM");
  const timer = setTimeout(() => program.child.kill("SIGKILL"), stopLimitMs);
  await ended;
  clearTimeout(timer);
}
