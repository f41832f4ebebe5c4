import { readFileSync } from "node:fs";
import { readLabFile } from "../../lib/lab/nodes/lab-file.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { stackFolder } from "../../lib/paths.ts";
import { buildUnits, type Workload } from "../../lib/plan/build-plan.ts";
import { declaredSecrets, jobsIn, loadDefinitions, workloadOf } from "../../lib/jobs/load-definitions.ts";
import type { Unit } from "../../lib/steps/unit.ts";
import { completeSecrets } from "../../lib/secrets/complete-secrets.ts";
import type { StackSecrets } from "../../lib/secrets/stack-secrets.ts";
import { rotateSecrets } from "../../lib/secrets/rotate-secrets.ts";
import { writeSshFiles } from "../../lib/ssh/write-ssh-files.ts";
import { testLab, type TestLab } from "./lab.ts";
import { runUnits, type UnitResult } from "./run-units.ts";
import { sampleCluster } from "./sample-cluster.ts";

/** A lab of two nodes that units run on: n1 has all that there is once, n2 is a plain member. */
export interface RoleLab extends AsyncDisposable {
  readonly lab: TestLab;
  readonly secrets: StackSecrets;
  /** The plan, with another workload or other options of n2's roles where given. */
  units(change?: Partial<Workload>, options?: Readonly<Record<string, unknown>>): readonly Unit[];
  /** With other secrets than those of the lab, where they are given. */
  run(
    verb: "apply" | "verify" | "undo",
    units: readonly Unit[],
    secrets?: StackSecrets,
  ): Promise<readonly UnitResult[]>;
  /** The lab's secrets with new values in place of these, and what follows from them. */
  rotated(names: readonly string[]): Promise<StackSecrets>;
}

const names = ["n1", "n2"];

/** They log in with the lab's own key. */
const people = [
  { name: "ada", sudo: true },
  { name: "bob", sudo: false },
];

export async function roleLab(log: Log): Promise<RoleLab> {
  const lab = await testLab({ nodes: names, log });
  const folder = stackFolder(lab.stack);
  const sample = sampleCluster();
  const nodes = sample.nodes
    .filter(({ name }) => names.includes(name))
    .map((node) => (node.name === "n2" ? { ...node, dataPath: "/mnt/data" } : node));
  const key = readFileSync(`${lab.access("n1").identityFile ?? ""}.pub`, "utf8").trim();
  const users = people.map((person) => ({ ...person, keys: [key] }));
  const cluster = { ...sample, name: lab.stack, servers: ["n1"], nodes, experts: [], users };
  const { roles, jobs: allJobs } = await loadDefinitions();
  const jobs = jobsIn(allJobs, cluster);
  const declared = declaredSecrets(roles, jobs);
  const secrets = await completeSecrets(cluster, {}, declared);
  const { workloadRights = [], servicePlaces = [], egress = [], jobUsers } = workloadOf(jobs, cluster, []);
  return {
    lab,
    secrets,
    units: (change = {}, options = {}) => {
      const changed = nodes.map((node) => (node.name === "n2" ? { ...node, options } : node));
      const workload = {
        endpoints: [],
        jobUsers,
        artifacts: [],
        workloadRights,
        servicePlaces,
        egress,
        ...change,
      };
      return buildUnits({ ...cluster, nodes: changed }, roles, workload);
    },
    run: (verb, units, other = secrets) => {
      writeSshFiles(folder, readLabFile(lab.stack).nodes);
      return runUnits(verb, units, { folder, secrets: other });
    },
    rotated: (all) =>
      completeSecrets(cluster, rotateSecrets(secrets, all, { declared, nodes: names, overlapMs: 60_000 }), declared),
    [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
  };
}

/** What did not go well: `[]` where all did. */
export const failuresOf = (results: readonly UnitResult[]): readonly string[] =>
  results.filter(({ exitCode }) => exitCode !== 0).map(({ unit, stdout, stderr }) => `${unit}\n${stdout}${stderr}`);

/** Lines of the steps that did something: `n1: consul/service consul: changed`. */
export const changesOf = (results: readonly UnitResult[]): readonly string[] =>
  results.flatMap(({ unit, stdout }) =>
    stdout
      .split("\n")
      .filter((line) => line !== "" && !line.endsWith(": ok"))
      .map((line) => `${unit.split("/")[0] ?? ""}: ${line}`),
  );
