import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dockerAt } from "../../lib/lab/docker/docker.ts";
import { findDocker } from "../../lib/lab/docker/find-docker.ts";
import { labContainers } from "../../lib/lab/nodes/lab-containers.ts";
import { labName, labels } from "../../lib/lab/nodes/lab-name.ts";
import { ownDaemonHost } from "../../lib/lab/docker/own-daemon.ts";
import { runtimeFolder } from "../../lib/lab/docker/runtime-folder.ts";
import { root, stackFolder, stateFolder } from "../../lib/paths.ts";
import { socketFolder } from "../../lib/ssh/write-ssh-files.ts";

/** What is left of a stack that was taken down, in words: nothing, if all is well. Its logs may stay. */
export async function leftBehind(stack: string): Promise<readonly string[]> {
  const folder = stackFolder(stack);
  const state = join(stateFolder, ".pulumi", "stacks", "hearth", `${stack}.json`);
  const files = [state, socketFolder(folder), join(root, "stacks", `Pulumi.${stack}.yaml`)];
  return [
    ...(await leftInDocker(stack)),
    ...processesWith(`${folder}/`).map((process) => `process ${process}`),
    ...[...files.filter((file) => existsSync(file)), ...entriesOf(folder)].map((file) => `file ${file}`),
  ];
}

async function leftInDocker(stack: string): Promise<readonly string[]> {
  const docker = await findDocker();
  if (docker === undefined) return leftOfDaemon();
  const label = `label=${labels.lab}=${labName(stack)}`;
  const lists = { container: ["ps", "--all"], network: ["network", "ls"], volume: ["volume", "ls"] };
  const found = Object.entries(lists).map(async ([kind, list]) => {
    const ids = await docker([...list, "--quiet", "--filter", label]);
    return ids.split("\n").flatMap((id) => (id === "" ? [] : [`${kind} ${id}`]));
  });
  const others = await labContainers(dockerAt(docker.host));
  const daemon = docker.host === ownDaemonHost && others.length === 0 ? [`a daemon at ${docker.host}`] : [];
  return [...(await Promise.all(found)).flat(), ...daemon];
}

/** Our daemon has ended: neither a process nor a folder of it is there. */
const leftOfDaemon = (): readonly string[] => [
  ...processesWith(runtimeFolder).map((process) => `process ${process}`),
  ...["docker", "docker.pid", "docker.sock", "host-network.json"]
    .map((name) => join(runtimeFolder, name))
    .filter((path) => existsSync(path))
    .map((path) => `file ${path}`),
];

const entriesOf = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).flatMap((name) => (name === "log" ? [] : [join(folder, name)])) : [];

/** Processes whose command line names a path. */
function processesWith(path: string): readonly string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) return [];
    const command = commandOf(pid);
    return command.includes(path) ? [`${pid}: ${command.slice(0, 200)}`] : [];
  });
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
