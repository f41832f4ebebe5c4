import { z } from "zod";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { volumeFolder } from "../lib/plan/job-volume.ts";
import { directory } from "../lib/steps/directory.ts";
import { systemUser } from "../lib/steps/system-user.ts";

export const role = defineRole({
  name: "job-users",
  about: "Has the unprivileged accounts and the data folders of the cluster's jobs, so that any job can run here.",
  options: z.strictObject({}),
  needs: [onNode("base"), onNode("data-path")],
  steps: ({ jobUsers, jobVolumes = [], jobAccounts = [] }) => [
    ...jobUsers.map((name) => {
      const account = jobAccounts.find(({ user }) => user === name);
      return systemUser({ name, home: "/nonexistent", ...account });
    }),
    ...jobVolumes.map(({ name, user }) =>
      directory({ path: volumeFolder(name), mode: "700", owner: `${user}:${user}` }),
    ),
  ],
});
