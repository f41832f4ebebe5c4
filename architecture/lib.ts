import type { Area } from "./area.ts";

/** What the controller does. */
export const libAreas: readonly Area[] = [
  {
    folder: "lib",
    layers: [
      {
        name: "entrances",
        rooms: {
          cli: "a file for each command of `hearth`",
          pulumi: "the resources of a stack; alone with stacks/ in talking to Pulumi",
        },
      },
      { name: "stack", rooms: { stack: "what a stack is; bringing it up and down" } },
      { name: "local", rooms: { local: "gateway, memory and experts as processes of this computer" } },
      {
        name: "proof",
        rooms: {
          status: "what runs where, and what is wrong with it",
          testing: "runs every check and test, and counts them",
        },
      },
      { name: "copies", rooms: { backup: "copies of what nodes and the controller have: made, listed, restored" } },
      { name: "jobs", rooms: { jobs: "jobs made, sent to Nomad, and waited for" } },
      {
        name: "views",
        rooms: {
          chat: "a chat with the cluster from this machine",
          drift: "what differs on the nodes from what was applied",
          images: "our own container images: what they are built from, building and pushing them",
          memory: "reaching the memory service and its vault from this machine",
          plan: "roles and units, and the order of them",
          preflight: "looking before anything is changed",
        },
      },
      {
        name: "parts",
        rooms: {
          cluster: "connecting to a running cluster, and waiting for it",
          depot: "what jobs fetch, packed by content hash",
          keys: "API keys and the MQTT broker's users: their records, what they may do, what they have used",
          steps: "steps of a role, compiled to one POSIX script",
        },
      },
      {
        name: "clients",
        rooms: {
          consul: "Consul's API behind a small port of our own",
          "model-store": "files of models on this machine, and where they come from",
          nomad: "Nomad's API behind a small port of our own",
          requests: "the gateway's list of past requests",
          router: "training and judging the router's classifier",
        },
      },
      {
        name: "transport",
        rooms: {
          http: "HTTP to a cluster: through SSH, patient, with another node in reserve",
          lab: "nodes made of containers; nothing else knows how",
        },
      },
      {
        name: "access",
        rooms: {
          launcher: "the shell programs that carry a script to its node, and a job to Nomad",
          secrets: "what `hearth init` makes; references that print as their names",
          ssh: "the one ssh_config of a stack; running what it names",
        },
      },
      {
        name: "inputs",
        rooms: {
          config: "inventory → cluster; every finding with file, line and column",
          templates: "renders the files of `templates/`, strictly",
          toolchain: "the pinned table of external programs and models, and their cache",
        },
      },
      { name: "placement", rooms: { placement: "which machines run an expert, and how: pure" } },
      {
        name: "formats",
        rooms: {
          dashboards: "what Grafana shows: panels as data, and Grafana's JSON made of them",
          models: "what a model's file says of itself: GGUF headers as facts",
          profile: "what a machine says of itself: processor, memory, disks, GPUs, network, what listens",
        },
      },
      { name: "ground", rooms: { ".": "paths, free ports, the frame of a command" } },
    ],
  },
  {
    folder: "lib/cli",
    layers: [
      { name: "commands", rooms: { commands: "every command with its options" } },
      {
        name: "parts",
        rooms: {
          backup: "what commands about backups share",
          chat: "a conversation at the prompt",
          completion: "completion in shells, from the commands",
          doctor: "what may be wrong with the controller or a stack",
          logs: "lines of jobs, services and nodes",
          machines: "how busy machines and experts are",
          memory: "commands about memories",
          models: "commands about models: what the catalogue has, and a new entry of it",
          router: "commands about the router",
        },
      },
      { name: "keys", rooms: { keys: "options of keys, and where a new key is written" } },
      { name: "ground", rooms: { ".": "the context of a command, help, options" } },
    ],
  },
  {
    folder: "lib/config",
    layers: [
      { name: "loading", rooms: { ".": "a file in, a cluster or findings out" } },
      {
        name: "answers",
        rooms: { reference: "the schema's metadata as documentation", explain: "where a node's settings come from" },
      },
      { name: "rules", rooms: { rules: "what a sound inventory keeps to" } },
      { name: "derive", rooms: { derive: "the cluster, with defaults and layers filled in" } },
      { name: "shape", rooms: { shape: "the schema of each section" } },
      { name: "read", rooms: { read: "YAML with its line numbers; findings" } },
    ],
  },
  {
    folder: "lib/lab",
    layers: [
      { name: "lab", rooms: { ".": "a lab as a whole" } },
      { name: "nodes", rooms: { nodes: "containers that are machines" } },
      { name: "image", rooms: { image: "what such a machine starts from" } },
      { name: "docker", rooms: { docker: "Docker, found or started" } },
    ],
  },
  {
    folder: "lib/memory",
    layers: [
      { name: "all", rooms: { ".": "backups, the way to service and vault", keys: "keys of the memory service" } },
    ],
  },
  {
    folder: "lib/models",
    layers: [
      { name: "GGUF", rooms: { gguf: "headers of GGUF files, read and checked" } },
      { name: "facts", rooms: { ".": "what is known of a model, and the memory that it takes" } },
    ],
  },
  {
    folder: "lib/preflight",
    layers: [
      { name: "preflight", rooms: { ".": "asks every node, and says what is missing" } },
      {
        name: "checks",
        rooms: {
          checks: "what is looked at on the machine itself",
          facts: "judgements on what a machine says of itself",
        },
      },
    ],
  },
  {
    folder: "lib/profile",
    layers: [
      { name: "choice", rooms: { gpu: "which driver a GPU needs, by its PCI id" } },
      { name: "facts", rooms: { ".": "the probe, and what it prints as facts" } },
    ],
  },
  {
    folder: "lib/stack",
    layers: [
      {
        name: "upgrade",
        rooms: { upgrade: "moving a running stack to another Hearth, machine by machine" },
      },
      {
        name: "around up",
        rooms: {
          maintenance: "draining, restarting and upgrading a machine in its turn",
          repair: "applying again what drift names",
          settled: "whether `up` has nothing to do, without asking Pulumi",
        },
      },
      { name: "stack", rooms: { ".": "up, down, preview" } },
      { name: "journal", rooms: { journal: "which units were begun, and undoing those that nobody wants" } },
      { name: "pulumi", rooms: { pulumi: "running Pulumi and following it" } },
    ],
  },
  {
    folder: "lib/toolchain",
    layers: [
      { name: "entrances", rooms: { ".": "what the launcher and `hearth tools` call" } },
      {
        name: "install",
        rooms: {
          bundle: "the toolchain in a file, for a machine without internet",
          install: "rows to folders in the cache",
        },
      },
      { name: "prune", rooms: { prune: "removing what nobody needs" } },
      { name: "parts", rooms: { installed: "what is in the cache", sources: "the kinds of source" } },
      { name: "table", rooms: { fetch: "downloads and Go modules, checked", rows: "the table itself" } },
      { name: "ground", rooms: { names: "tools, platforms, versions" } },
    ],
  },
];
