import { z } from "zod";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { packages } from "../lib/steps/packages.ts";

export const role = defineRole({
  name: "llama",
  about: "Has the libraries that llama.cpp is linked with; llama.cpp itself comes from the depot.",
  options: z.strictObject({}),
  needs: [onNode("base")],
  steps: () => [packages("libgomp1")],
});
