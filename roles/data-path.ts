import { z } from "zod";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { directory } from "../lib/steps/directory.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";

/** What grows: the data of jobs with the depot, and what tasks have fetched, which is the models of running experts. */
const places = [
  { place: "/srv/hearth", folder: "hearth", unit: "srv-hearth.mount" },
  { place: "/var/lib/nomad/alloc", folder: "hearth-tasks", unit: "var-lib-nomad-alloc.mount" },
] as const;

export const role = defineRole({
  name: "data-path",
  about: "Keeps data and models on another disk, where the inventory names one: `nodes[].dataPath`.",
  options: z.strictObject({}),
  needs: [onNode("base")],
  runsOn: (_cluster, { dataPath }) => dataPath !== undefined,
  steps: ({ node: { dataPath = "" } }) =>
    places.flatMap(({ place, folder, unit }) => {
      const source = `${dataPath}/${folder}`;
      return [
        directory({ path: source }),
        systemdUnit(unit, renderTemplate("data-path.mount", { place, source, dataPath })),
        shell({
          id: `mount ${place}`,
          values: { place, source, unit },
          ...stepScript(import.meta.dirname, "data-path-mount.sh"),
        }),
      ];
    }),
});
