/** A folder of a node that a job keeps its data in; Nomad knows it as a host volume. It outlives allocations and the job itself. */
export interface JobVolume {
  /** Nomad's name of the volume, a DNS label. */
  readonly name: string;
  /** The only account that may read it. */
  readonly user: string;
}

/** Where every node keeps a job's folder. */
export const volumeFolder = (name: string): string => `/srv/hearth/volumes/${name}`;
