/** The account with sudo on the lab's nodes, like that on a person's own machine. */
export const labUser = "operator";

/** The user that Hearth logs in as by default: Debian lets root log in with a key. */
export const defaultUser = (nodesFrom: "inventory" | "lab" | undefined): string =>
  nodesFrom === "lab" ? labUser : "root";
