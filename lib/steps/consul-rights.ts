/** Rights in Consul of a job's tasks, beyond those that every task has: a policy and a role of the job's name. */
export interface ConsulPolicy {
  /** Whose they are, for people: `The gateway`. */
  readonly title: string;
  /** What they are for, for people: `The gateway's own keys`. */
  readonly about: string;
  /** In Consul's language, one rule each: `key_prefix "hello/" { policy = "write" }`. */
  readonly rules: readonly string[];
}

export interface WorkloadRights extends ConsulPolicy {
  /** The policy's and the role's. */
  readonly name: string;
  /** Ids in Nomad of the jobs whose tasks have them. */
  readonly jobs: readonly string[];
}

/** A program of a role that talks to Consul: a policy, and a token with it. */
export interface ConsulToken {
  readonly policy: string;
  /** Whose it is, for people: `Agents of Nomad`. */
  readonly about: string;
  /**
   * A function where each node has a token of its own, with rights of its own: the names of the policy and the secret then end in
   * the node's, and the secret is declared with `eachNode`.
   */
  readonly rules: readonly string[] | ((place: TokenPlace) => readonly string[]);
  /** Name of the secret that is the token; the role declares it. */
  readonly secret: string;
}

/** A node as far as its tokens are concerned. */
export interface TokenPlace {
  readonly node: string;
  readonly isServer: boolean;
  /** Names in Consul of the services that jobs may run on this node, sorted. */
  readonly services: readonly string[];
}

/** A token of a role as Consul gets it: one of them for each node, where the role says so. */
export interface PlannedToken extends ConsulToken {
  readonly name: string;
  readonly rules: readonly string[];
}

/** Where a service of a job may run. */
export interface ServicePlace {
  readonly service: string;
  readonly nodes: readonly string[];
}
