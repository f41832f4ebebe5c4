import { createHash, type Hash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { jobKeyFile } from "../cluster/access-files.ts";
import { root, stateFolder } from "../paths.ts";
import { stackConfigFile, type Stack } from "./load-stack.ts";
import { passphraseFile } from "./pulumi/stack-environment.ts";

/** Everything on this machine that decides what Pulumi would do, as one digest for each kind, so that a difference can be named. */
export interface StackDigest {
  /** The kit itself: programs, roles, jobs, templates, services, pinned tools and packages. */
  readonly code: string;
  /** The inventory and the models file, as written and as parsed. */
  readonly inventory: string;
  /** The stack's configuration with its encrypted secrets, the passphrase, and the key files written from the secrets. */
  readonly secrets: string;
  /** The programs, models and bundles that jobs fetch. */
  readonly depot: string;
  /** How the nodes are reached, with their pinned host keys. */
  readonly access: string;
  /** Pulumi's state, which every run of Pulumi writes. */
  readonly checkpoint: string;
}

/** Folders and files of the checkout that make up the plan, the Pulumi program and what is sent to a node. */
const codePaths = [
  "apps",
  "jobs",
  "lib",
  "models",
  "packages",
  "roles",
  "stacks/index.ts",
  "templates",
  "package-lock.json",
  "Pulumi.yaml",
];

/** Takes tens of milliseconds: every file is read, since time stamps prove nothing. */
export function stackDigest(stack: Stack): StackDigest {
  const { name, folder, inventoryFile, cluster, jobs } = stack;
  const inFolder = (...files: readonly string[]): readonly string[] => files.map((file) => join(folder, file));
  return {
    code: digestOf(codePaths.map((path) => join(root, path))),
    inventory: digestOf([inventoryFile], JSON.stringify(cluster)),
    secrets: digestOf([
      stackConfigFile(name),
      passphraseFile(name),
      ...inFolder("ca.pem", "cluster-access.json", "consul.token", "nomad.token"),
      ...jobs.flatMap((job) => (job.access === undefined ? [] : [jobKeyFile(folder, job.name)])),
    ]),
    depot: digestOf(inFolder("depot.json", "image-contexts.json", "images.json")),
    access: digestOf(inFolder("artifacts", "known_hosts", "lab.json", "ssh_config")),
    checkpoint: digestOf([join(stateFolder, ".pulumi", "stacks", "hearth", `${name}.json`)]),
  };
}

/** The parts that differ; `except` are not compared. */
export function differingParts(
  one: StackDigest,
  other: StackDigest,
  except: readonly (keyof StackDigest)[] = [],
): readonly (keyof StackDigest)[] {
  return (Object.keys(one) as (keyof StackDigest)[]).filter(
    (part) => !except.includes(part) && one[part] !== other[part],
  );
}

/** Covers files, and folders with their content; a missing one differs from an empty one. */
function digestOf(paths: readonly string[], text = ""): string {
  const hash = createHash("sha256").update(`${text}\0`);
  for (const path of paths) add(hash, path);
  return hash.digest("hex");
}

/** Neither shipped nor run: what npm installs is fixed by package-lock.json. */
const isLeftOut = (name: string): boolean => ["node_modules", "dist"].includes(name) || name.endsWith(".test.ts");

function add(hash: Hash, path: string): void {
  hash.update(`${path}\0`);
  // existsSync follows links, so it would miss a dangling one.
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) hash.update("missing\0");
  else if (status.isSymbolicLink()) hash.update(`${readlinkSync(path)}\0${String(existsSync(path))}\0`);
  else if (status.isDirectory()) {
    for (const name of readdirSync(path).sort()) if (!isLeftOut(name)) add(hash, join(path, name));
  } else hash.update(`${status.size}\0`).update(readFileSync(path));
}
