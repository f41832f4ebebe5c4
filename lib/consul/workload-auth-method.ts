/** The way in by which Nomad's workloads log in to Consul: Nomad's own default, so that no job has to name it. */
export const workloadAuthMethod = "nomad-workloads";
