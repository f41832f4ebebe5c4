/** The account with sudo that the lab's nodes come with, as a person's own machine has one. */
export const labUser = "operator";

/** Who Hearth logs in as unless `ssh.user` says otherwise: Debian lets root in by key. */
export const defaultUser = (nodesFrom: "inventory" | "lab" | undefined): string =>
  nodesFrom === "lab" ? labUser : "root";
