import { file } from "./file.ts";
import type { Step } from "./step.ts";

/** A unit of systemd by its full name: `consul.service`, or `x.service.d/hearth.conf` for a part of one. */
export function systemdUnit(name: string, content: string): Step {
  const step = file({ path: `/etc/systemd/system/${name}`, content });
  const reload = "systemctl daemon-reload";
  return { ...step, apply: `${step.apply}\n${reload}`, undo: `${step.undo ?? ":"}\n${reload}` };
}
