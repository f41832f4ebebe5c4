import type { ToolName } from "../../lib/toolchain/rows/table.ts";

/** Programs of the toolchain that both sides bring to nodes. */
export const nodePrograms: readonly ToolName[] = ["headscale", "tailscale", "consul", "nomad"];
