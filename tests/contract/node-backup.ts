import { execFile, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { freePort } from "../../lib/free-port.ts";
import { sourceLines, type KeptData } from "../../lib/plan/kept-data.ts";
import { renderTemplate } from "../../lib/templates/render-template.ts";
import { debianProgram } from "./debian-program.ts";

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine that is one folder: the program of the role `backup`, with restic, and the sources that a test declares. */
export interface NodeBackup extends Disposable {
  readonly folder: string;
  /** The folder of a source. */
  readonly data: (source: string) => string;
  /** The text of node-exporter's file. */
  readonly metricsFile: string;
  readonly secret: (name: string, content: string) => void;
  readonly declare: (source: string, kept: KeptData) => void;
  readonly environment: NodeJS.ProcessEnv;
  /** Its program. */
  readonly restic: string;
  readonly run: (...words: readonly string[]) => Promise<Ended>;
}

export async function nodeBackup(repository: string): Promise<NodeBackup> {
  const programs = [
    dirname(await debianProgram("restic", "restic")),
    dirname(await debianProgram("sqlite3", "sqlite3")),
  ];
  const folder = mkdtempSync(join(tmpdir(), "hearth-backup-"));
  const [sources, secrets, state] = ["sources", "secrets", "state"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [sources, secrets, state]) mkdirSync(path);
  const metricsFile = join(folder, "hearth-backup.prom");
  writeFileSync(metricsFile, "");
  const script = join(folder, "hearth-backup");
  writeFileSync(
    script,
    renderTemplate("backup/hearth-backup.sh", {
      ...{ sources, state, metrics: metricsFile, secrets, node: "n1", appendOnly: true },
      keep: "--keep-last 1",
    }),
  );
  chmodSync(script, 0o755);
  const secret = (name: string, content: string): void => {
    writeFileSync(join(secrets, name), content);
  };
  secret("password", "the password of n1");
  secret("repository", repository);
  const environment = { ...process.env, PATH: [...programs, process.env["PATH"]].join(delimiter) };
  const data = (source: string): string => join(folder, "data", source);
  return {
    folder,
    data,
    metricsFile,
    environment,
    restic: await debianProgram("restic", "restic"),
    secret,
    declare: (source, kept) => {
      mkdirSync(data(source), { recursive: true });
      const owner = process.getuid?.() === 0 ? "root" : (process.env["USER"] ?? "");
      const all = { ...kept, name: source, folder: data(source), owner, jobs: [], nodes: ["n1"] };
      writeFileSync(join(sources, source), renderTemplate("backup/lines", { lines: sourceLines(all) }));
    },
    run: (...words) =>
      new Promise((resolve) => {
        const child = execFile(script, words, { env: environment, encoding: "utf8" }, (failure, stdout, stderr) => {
          resolve({ status: failure === null ? 0 : (child.exitCode ?? 1), stdout, stderr });
        });
      }),
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Store extends AsyncDisposable {
  /** Address of a node's repository. */
  readonly urlOf: (node: string) => string;
  readonly folder: string;
}

/** The program of the role `backup-store`, with its options, for nodes whose passwords are their names. Without TLS. */
export async function startStore(nodes: readonly string[]): Promise<Store> {
  const program = await debianProgram("rclone", "rclone");
  const folder = mkdtempSync(join(tmpdir(), "hearth-store-"));
  const accounts = join(folder, "accounts");
  writeFileSync(
    accounts,
    nodes.map((node) => `${node}:{SHA}${createHash("sha1").update(node).digest("base64")}\n`).join(""),
  );
  const port = await freePort();
  const unit = renderTemplate("backup/hearth-backup-store.service", {
    ...{ user: "nobody", runtime: "store", secrets: folder, folder: join(folder, "data"), address: "127.0.0.1", port },
  });
  const [, ...words] = (/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? "").split(" ").map((word) => word.replaceAll('"', ""));
  const options = words.map((word) => word.replace("/run/store/", `${folder}/`));
  const isTls = (index: number): boolean => ["--cert", "--key"].includes(options[index] ?? "");
  const plain = options.filter((_, index) => !isTls(index) && !isTls(index - 1));
  const child = spawn(program, plain, { stdio: "ignore" });
  await waitFor({ what: "the store", limitMs: 20_000, intervalMs: 50 }, async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    return answer === undefined ? notYet("it does not answer") : ready(undefined);
  });
  return {
    folder: join(folder, "data"),
    urlOf: (node) => `rest:http://${node}:${node}@127.0.0.1:${port}/${node}/`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await new Promise((resolve) => child.once("exit", resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
