import { z } from "zod";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { systemUser } from "../lib/steps/system-user.ts";

export const role = defineRole({
  name: "job-users",
  about: "Has the unprivileged accounts that the cluster's jobs run as, so that any job can run here.",
  options: z.strictObject({}),
  needs: [onNode("base")],
  steps: ({ jobUsers }) => jobUsers.map((name) => systemUser({ name, home: "/nonexistent" })),
});
