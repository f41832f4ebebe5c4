import type { PlacedExpert, ReducedForm } from "../../placement/placement.ts";
import type { GatewaySection } from "../shape/gateway-section.ts";
import type { PeopleSection } from "../shape/people-section.ts";
import type { ModelRow } from "../shape/models-schema.ts";
import type { Ports } from "../shape/ports.ts";

/**
 * A cluster as the rest of Hearth sees it: validated, layered and derived from the inventory, and read-only. It contains no
 * overlay addresses, because the overlay assigns those itself; peers are named `<node>.<domain>`.
 */
export interface Cluster {
  /** The stack's name: a DNS label. */
  readonly name: string;
  /** Where the nodes' addresses come from: the inventory, or the containers of `hearth lab up`. */
  readonly nodesFrom: "inventory" | "lab";
  /** Consul's and Nomad's datacenter. */
  readonly datacenter: string;
  /** Suffix of the nodes' names on the overlay: `n1.hearth`. */
  readonly domain: string;
  readonly nodes: readonly ClusterNode[];
  readonly users: readonly User[];
  /** Who uses the gateway, with their keys; absent if the inventory names nobody. */
  readonly people?: readonly Person[];
  readonly overlay: Overlay;
  /** Names of the nodes that run Consul's and Nomad's servers; an odd number. */
  readonly servers: readonly string[];
  /** Nodes that may run the services that have no fixed place, such as the gateway; absent means the servers. */
  readonly services?: readonly string[];
  /** The node that holds the jobs' artifacts. */
  readonly depot: string;
  readonly ports: Ports;
  readonly experts: readonly Expert[];
  /** Where copies of the machines' data go; absent if there is no backup. */
  readonly backup?: Backup;
  /** Findings of preflight that the inventory accepts; absent means none. */
  readonly waivers?: readonly Waiver[];
  /**
   * As written, except that the classifier's path is absolute; absent means the gateway's defaults.
   * lib/jobs/gateway-configuration.ts reads it.
   */
  readonly gateway?: GatewaySection;
  /** Options of jobs by the job's name, for every job with options; each job's schema has been applied. */
  readonly jobOptions?: Readonly<Record<string, unknown>>;
}

/** Each machine has a repository of its own at the place, under its name. */
export interface Backup {
  readonly place: BackupPlace;
  /** Whether the machines cannot remove what they have added. */
  readonly appendOnly: boolean;
  /** Time of day: `03:30`. */
  readonly at: string;
  readonly keep: { readonly daily: number; readonly weekly: number; readonly monthly: number };
  readonly drill: "daily" | "weekly" | "monthly" | "never";
}

export type BackupPlace =
  /** A folder on one of the nodes, which serves it to the others. */
  | { readonly kind: "node"; readonly node: string; readonly folder: string }
  | {
      readonly kind: "repository";
      /** An address of restic, which each machine's name is added to. */
      readonly url: string;
      /** Names of a person's secrets by the variables that restic reads. */
      readonly environment: Readonly<Record<string, string>>;
      /** Name of a person's secret; only for SFTP, with `hostKey`. */
      readonly sshKey?: string;
      readonly hostKey?: string;
    };

/** A check of preflight whose finding is accepted. */
export interface Waiver {
  readonly check: string;
  /** The only node that it is for; absent means every node. */
  readonly node?: string;
  readonly reason: string;
}

export interface ClusterNode {
  /** A DNS label, unique. */
  readonly name: string;
  /** Host name or address on the underlay; absent if the lab assigns it. */
  readonly address?: string;
  readonly ssh: {
    readonly user: string;
    readonly port: number;
    /** The pinned public host key, as in known_hosts without the host: `ssh-ed25519 AAAA…`; absent if the lab makes it. */
    readonly hostKey?: string;
    /** The node to jump through. */
    readonly jump?: string;
    /** Path of a private key; absent if the person's agent or hardware key is used. */
    readonly identityFile?: string;
    /** Name of a person's own secret; absent if sudo asks for no password. */
    readonly sudoPassword?: string;
  };
  /** Absent means that of the machine that Hearth runs on. */
  readonly architecture?: "amd64" | "arm64";
  /** Nothing that the cluster needs all the time is on it. */
  readonly mayBeOff?: true;
  /** Where another disk is mounted, for data and models; absent means that they are where the folders are. */
  readonly dataPath?: string;
  readonly groups: readonly string[];
  /** Jobs that exist as images run in containers here; absent means that they do not. */
  readonly runtime?: "docker";
  /** What Nomad may allocate on this node; absent means what it measures. */
  readonly resources: { readonly memoryBytes?: number; readonly cpuMhz?: number };
  /** Options of roles by the role's name, layered: default < cluster < group < node. Each role's schema has been applied. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A person who may log in. */
export interface User {
  readonly name: string;
  readonly keys: readonly string[];
  readonly sudo: boolean;
}

/** A person who uses the gateway, with the terms of their keys. */
export interface Person extends Omit<PeopleSection[number], "keys"> {
  /** Names of their keys. */
  readonly keys: readonly string[];
}

export type Overlay =
  /** Our own control server on one of the nodes. */
  | { readonly control: "headscale"; readonly node: string }
  /** Tailscale's service; the API key is a secret of the stack. */
  | { readonly control: "tailscale"; readonly tailnet: string };

/** A model at work: a head that answers, and the workers whose memory it borrows over RPC. */
export interface Expert {
  readonly name: string;
  readonly model: Model;
  /** The node of the head. */
  readonly head: string;
  /** Nodes that hold layers; empty for an expert on one machine. */
  readonly workers: readonly string[];
  /** Tokens of context. */
  readonly context: number;
  /** The head's port, the same on the overlay of every node. */
  readonly port: number;
  /** The workers' ports, in the order of `workers`; each worker process serves one head, so experts never share a port. */
  readonly rpcPorts: readonly number[];
  /** How Hearth has it run where it chose the machines; absent for an expert that was placed by hand. */
  readonly serving?: ExpertServing;
  /** What the head's machine runs alone while a worker is lost; absent if it is not split, or not known to have room. */
  readonly reduced?: ReducedExpert;
}

export type ReducedExpert = Omit<ReducedForm, "model"> & { readonly model: Model };

/** What the placement decided besides the machines. */
export type ExpertServing = Pick<
  PlacedExpert,
  "kvType" | "slots" | "batch" | "threads" | "gpuLayers" | "tensorSplit" | "cpuExpertLayers" | "uses"
>;

/** A row of models.yaml. */
export interface Model {
  readonly name: string;
  readonly kind: "chat" | "embedding";
  /** Name of the GGUF file. */
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Total memory for weights, buffers, and the context of this expert. */
  readonly memoryBytes: number;
  /** The longest context that the model was trained for, in tokens. */
  readonly maxContext: number;
  /** Length of an embedding; absent on chat models. */
  readonly dimensions?: number;
  /** The languages that it understands, such as `en`; absent if the models file does not say. */
  readonly languages?: readonly string[];
  /** What it is good for; absent if the models file does not say. */
  readonly abilities?: ModelRow["abilities"];
  /** Where its file comes from, in the order in which it is tried; absent if it is in the toolchain's table. */
  readonly sources?: ModelRow["sources"];
  /** The other files of a split model; `file` is the first. */
  readonly moreFiles?: ModelRow["moreFiles"];
  /** The file with which it sees pictures. */
  readonly projector?: ModelRow["projector"];
}
