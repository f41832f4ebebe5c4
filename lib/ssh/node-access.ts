/** How a machine is reached over SSH: the only source of ssh_config. */
export interface NodeAccess {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Public host key without the host: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  readonly identityFile?: string;
  readonly jump?: string;
}
