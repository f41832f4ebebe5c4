import { shell } from "./shell.ts";
import type { Step } from "./step.ts";

/** Contains the node's overlay address. A service that binds to the address watches this file, and is restarted when it changes. */
export const overlayAddressFile = "/var/lib/hearth/overlay-address";

export const overlayAddress: Step = shell({
  id: "overlay address",
  values: { path: overlayAddressFile },
  verify: '[ "$(cat "$path" 2>/dev/null)" = "$(tailscale ip -4)" ]',
  apply: 'tailscale ip -4 >"$path"',
  undo: 'rm -f "$path"',
});
