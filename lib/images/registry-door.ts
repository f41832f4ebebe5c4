/** Where the cluster's registry takes pushes: on the loopback of a node, which Hearth reaches through SSH. */
export interface RegistryDoor {
  readonly node: string;
  readonly port: number;
}
