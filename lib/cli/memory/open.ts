import type { Context } from "../context.ts";

/** Makes a command's context, with SSH to the cluster's nodes prepared. */
export type Open = () => Promise<Context>;
