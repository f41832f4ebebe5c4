/** Who Hearth logs in as unless `ssh.user` says otherwise: Debian lets root in by key. */
export const defaultUser = "root";
