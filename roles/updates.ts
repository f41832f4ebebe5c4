import { z } from "zod";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { file } from "../lib/steps/file.ts";
import { packages } from "../lib/steps/packages.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";

/** Beginnings of package names. A new driver does not fit the module that is loaded, and a program on the GPU would end. */
const gpuDrivers = ["nvidia-", "libnvidia-", "libcuda", "cuda-", "rocm-", "amdgpu", "mesa-", "libdrm", "firmware-"];

/** A new kernel needs a reboot, and modules that are built for it. */
const kernels = ["linux-image-", "linux-headers-", "linux-modules-"];

export const role = defineRole({
  name: "updates",
  about: "Installs security updates of Debian every day, and never reboots the machine.",
  options: z.strictObject({
    kernels: z.boolean().default(false).meta({
      description: "Whether new kernels are installed too. The one in use runs on until you reboot the machine.",
    }),
  }),
  needs: [onNode("base")],
  // Nodes of a lab are thrown away before they need an update.
  runsOn: ({ nodesFrom }) => nodesFrom !== "lab",
  steps: ({ options }) => [
    packages("unattended-upgrades"),
    file({
      path: "/etc/apt/apt.conf.d/52hearth-updates",
      content: renderTemplate("updates/unattended.conf", {
        left: [...gpuDrivers, ...(options.kernels ? [] : kernels)],
      }),
    }),
    shell({
      id: "timers of apt",
      values: { timers: "apt-daily.timer apt-daily-upgrade.timer" },
      ...stepScript(import.meta.dirname, "updates-timers.sh"),
    }),
  ],
});
