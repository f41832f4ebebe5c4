/** Bytes as Nomad counts memory and disk, rounded up. */
export const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
