import { appAreas } from "./apps.ts";
import type { Area } from "./area.ts";
import { libAreas } from "./lib.ts";

/*
 * The picture of the code: which folder may import which. `.dependency-cruiser.js` makes its rules from it, `npm run check` holds
 * them, and the layers and the tables of ARCHITECTURE.md are drawn from it.
 */

export const areas: readonly Area[] = [
  {
    folder: "",
    layers: [
      { name: "proof", rooms: { tests: "tests that need several rooms, real programs, a lab or a cluster" } },
      { name: "picture", rooms: { architecture: "this picture as data, of which the rules are made" } },
      { name: "figures", rooms: { bench: "measurements, of Hearth and of what others use" } },
      { name: "the stack", rooms: { stacks: "Pulumi's program, and the inventories" } },
      {
        name: "what runs",
        rooms: {
          roles: "what is set up on a machine: a file for each role, found by its name",
          jobs: "what the cluster runs: a file for each job; its Nomad template is in `templates/jobs`",
        },
      },
      {
        name: "programs",
        rooms: {
          lib: "everything the controller does",
          apps: "the services that run on nodes",
        },
      },
      { name: "shared", rooms: { packages: "what lib and apps share, imported by name (`@hearth/kernel/errors.ts`)" } },
    ],
  },
  {
    folder: "packages",
    layers: [
      {
        name: "users",
        rooms: {
          classifier: "routes a prompt to an expert by its meaning",
          "memory-client": "the client of the memory service, and its MCP server",
          build: "bundles a service into one file; runs on the controller only",
        },
      },
      {
        name: "contracts",
        rooms: { contracts: "what crosses a process boundary: configuration files, key records, the memory API" },
      },
      { name: "frame", rooms: { service: "the frame of every program that serves: start, log, drain, stop" } },
      {
        name: "ground",
        rooms: {
          kernel: "errors, units, waiting, logs, tables, files written whole",
          language: "which language a text is in; German read as English",
        },
      },
    ],
  },
  {
    folder: "packages/contracts/src",
    layers: [
      { name: "users", rooms: { memory: "the memory service: its API, configuration and backup records" } },
      {
        name: "ground",
        rooms: {
          catalogue: "facts about providers and models",
          consul: "the fields of Consul that we read",
          gateway: "the gateway's configuration",
          keys: "records of API keys",
        },
      },
    ],
  },
  {
    folder: "packages/contracts/src/memory",
    layers: [
      { name: "files", rooms: { ".": "configuration, key file, backup records" } },
      { name: "API", rooms: { api: "every endpoint with the shape of its input" } },
    ],
  },
  {
    folder: "packages/service/src",
    layers: [
      { name: "HTTP", rooms: { http: "endpoints served from one table" } },
      { name: "ground", rooms: { ".": "starting, logging, draining, stopping" } },
    ],
  },
  {
    folder: "packages/memory-client/src",
    layers: [
      { name: "MCP", rooms: { mcp: "the MCP server over a client" } },
      { name: "client", rooms: { client: "a client made from the table of endpoints" } },
    ],
  },
  {
    folder: "jobs",
    layers: [
      { name: "jobs", rooms: { ".": "a file for each job" } },
      { name: "panels", rooms: { panels: "what Grafana shows of a job" } },
    ],
  },
  ...appAreas,
  ...libAreas,
  {
    folder: "bench",
    layers: [
      {
        name: "benches",
        rooms: {
          gateway: "the gateway beside others",
          memory: "the memory service beside others",
          placement: "what models take of memory, and how long their placement takes",
          provisioning: "a node's set-up beside Ansible",
          up: "a whole `hearth up`",
        },
      },
      { name: "ground", rooms: { measure: "measuring", report: "pages and plots" } },
    ],
  },
  {
    folder: "bench/gateway",
    layers: [
      { name: "bench", rooms: { ".": "the bench" } },
      { name: "measure", rooms: { measure: "one run" } },
      { name: "peers", rooms: { peers: "starting the gateways" } },
      { name: "ground", rooms: { load: "making requests", servers: "what stands behind and beside a gateway" } },
    ],
  },
  {
    folder: "bench/provisioning",
    layers: [
      { name: "Pulumi's program", rooms: { hearth: "the same nodes by Hearth, started by the bench" } },
      { name: "bench", rooms: { ".": "the bench, with its Ansible playbook" } },
    ],
  },
  {
    folder: "tests",
    layers: [
      {
        name: "tests",
        rooms: {
          ".": "tests of several rooms at once",
          cluster: "whole clusters in a lab",
          contract: "against real programs: Nomad, Consul, Postgres, clients",
          nodes: "roles on nodes of a lab",
        },
      },
      { name: "support", rooms: { fixtures: "files that tests read", support: "what tests share" } },
    ],
  },
  {
    folder: "tests/contract",
    layers: [
      { name: "tests", rooms: { ".": "a file for each program" } },
      { name: "clients", rooms: { clients: "agents and agent libraries, and the table of all clients" } },
      { name: "Python", rooms: { python: "the clients in Python" } },
    ],
  },
];

/** Code that only tests run. */
export const testCode = String.raw`\.test\.ts$|^tests/|^(packages|apps)/[^/]+/(test|durability)/`;

/** What lies in a node's bundles: the packages that apps import, and the apps. Everything else stays on the controller. */
export const shipped = String.raw`^packages/(?!build/)[^/]+/src/|^apps/[^/]+/src/`;

/** The only ones that run other programs, by zx or by Node's child_process. */
export const programRunners = [
  "bench",
  "lib/cli",
  "lib/depot",
  "lib/images",
  "lib/lab",
  "lib/local",
  "lib/router",
  "lib/ssh",
  "lib/stack",
  "lib/testing",
  "lib/toolchain",
];

/** The only ones that import Pulumi. */
export const pulumiUsers = ["lib/pulumi", "stacks"];

/** The rooms of lib that roles and jobs are made with. */
export const builders = ["config", "dashboards", "depot", "jobs", "plan", "secrets", "steps", "templates"];
