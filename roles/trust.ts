import { z } from "zod";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { secretRef } from "../lib/secrets/secret-ref.ts";
import { file } from "../lib/steps/file.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import { authorityFile } from "../lib/steps/tls-files.ts";

export const role = defineRole({
  name: "trust",
  about: "Trusts the cluster's own authority, so that every program can verify the services it talks to.",
  options: z.strictObject({}),
  needs: [onNode("ssh")],
  steps: () => [
    file({ path: authorityFile, content: secretRef("ca.trusted") }),
    shell({
      id: "authorities of the system",
      values: {
        authority: authorityFile,
        bundle: "/etc/ssl/certs/ca-certificates.crt",
        stamp: "/var/lib/hearth/started/authorities",
      },
      ...stepScript(import.meta.dirname, "trust-authorities.sh"),
    }),
  ],
});
