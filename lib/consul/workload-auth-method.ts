/** The auth method by which Nomad's workloads log in to Consul: Nomad's default name, so that no job has to name it. */
export const workloadAuthMethod = "nomad-workloads";
