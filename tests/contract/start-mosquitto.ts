import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { connect as connectSocket } from "node:net";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { createLog } from "@hearth/kernel/log.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { job } from "../../jobs/mosquitto.ts";
import { depotSources } from "../../lib/depot/depot-sources.ts";
import { freePort } from "../../lib/free-port.ts";
import { cacheFolder } from "../../lib/paths.ts";
import { makeAuthority, makeLeaf } from "../../lib/secrets/certificates.ts";
import { accessLines, mosquittoHash, type TopicRights } from "../../lib/secrets/mosquitto-users.ts";
import { renderTemplate } from "../../lib/templates/render-template.ts";
import { jobCluster } from "../fixtures/job-fixtures.ts";

export interface TestUser extends TopicRights {
  readonly password: string;
}

export interface TestMosquitto extends AsyncDisposable {
  readonly port: number;
  /** File and PEM of the authority that its certificate is from. */
  readonly ca: string;
  readonly caFile: string;
  /** Replaces the users' files, and has them read. */
  setUsers(users: Readonly<Record<string, TestUser>>): void;
  restart(): Promise<void>;
  connect(options?: IClientOptions): Promise<MqttClient>;
}

/** Debian's Mosquitto as the depot packs it, unpacked below the kit's cache. */
async function mosquittoFolder(): Promise<string> {
  const folder = join(cacheFolder, "mosquitto-bookworm");
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(join(cacheFolder, "unpacking-"));
  try {
    const [source] = depotSources(job.artifacts(jobCluster));
    if (source === undefined) throw new Error("the job has no artifact");
    await source.make(join(work, source.file), { log: createLog(), progress: () => undefined });
    mkdirSync(join(work, "mosquitto"));
    execFileSync("tar", ["-xzf", join(work, source.file), "-C", join(work, "mosquitto")]);
    renameSync(join(work, "mosquitto"), folder);
  } finally {
    rmSync(work, { recursive: true });
  }
  return folder;
}

/** Mosquitto with the job's own configuration, on the loopback. */
export async function startMosquitto(users: Readonly<Record<string, TestUser>>): Promise<TestMosquitto> {
  const program = await mosquittoFolder();
  const folder = mkdtempSync(join(tmpdir(), "hearth-mosquitto-"));
  // It gives up root for an account of its own.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const authority = await makeAuthority("Hearth test", ["hearth", "localhost"]);
  const leaf = await makeLeaf(authority, { dns: ["localhost"], ip: ["127.0.0.1"] });
  for (const name of ["local", "secrets", "data"]) mkdirSync(join(folder, name), { mode: 0o777 });
  const write = (name: string, content: string): string => {
    const file = join(folder, name);
    writeFileSync(file, content, { mode: 0o644 });
    return file;
  };
  const configuration = renderTemplate("jobs/mosquitto/mosquitto.conf", { port, packetBytes: 1_048_576 })
    .replace("{{ env `NOMAD_IP_mqtt` }}", "127.0.0.1")
    .replaceAll(/ (\/(?:secrets|data)\/)/g, ` ${folder}$1`);
  // As root it would look for an account `mosquitto`.
  const file = write("local/mosquitto.conf", `${configuration}user root\n`);
  write("secrets/tls.pem", `${leaf.certificate}\n${leaf.key}\n`);
  const caFile = write("local/ca.pem", authority.certificate);

  const writeUsers = (given: Readonly<Record<string, TestUser>>): void => {
    const all = Object.entries(given);
    write("secrets/passwords", all.map(([name, { password }]) => `${name}:${mosquittoHash(password)}\n`).join(""));
    write("secrets/access", all.flatMap(([name, rights]) => [...accessLines(name, rights), ""]).join("\n"));
  };
  writeUsers(users);

  const start = async () => {
    const started = spawn(join(program, "mosquitto"), ["-c", file], {
      stdio: "ignore",
      env: { ...process.env, LD_LIBRARY_PATH: program },
    });
    await once(started, "spawn");
    await waitFor({ what: "mosquitto", limitMs: 20_000, intervalMs: 50 }, async () => {
      if (started.exitCode !== null) throw new Error(`mosquitto ended with ${started.exitCode}`);
      const socket = connectSocket(port, "127.0.0.1");
      const isOpen = await once(socket, "connect").then(
        () => true,
        () => false,
      );
      socket.destroy();
      return isOpen ? ready(undefined) : notYet("it starts");
    });
    return started;
  };
  let child = await start();
  const stop = async (): Promise<void> => {
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
  };
  return {
    port,
    ca: authority.certificate,
    caFile,
    setUsers: (given) => {
      writeUsers(given);
      child.kill("SIGHUP");
    },
    restart: async () => {
      await stop();
      child = await start();
    },
    connect: (options = {}) =>
      connectAsync(`mqtts://localhost:${port}`, {
        ca: authority.certificate,
        reconnectPeriod: 0,
        connectTimeout: 5_000,
        ...options,
      }),
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}
