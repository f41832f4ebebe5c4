import { z } from "zod";
import type { BuildContext } from "./build-context.ts";
import type { RegistryDoor } from "./registry-door.ts";

/** An image that is to be in the registry, as Pulumi's state holds it: no path and no password. */
export const pushedImageSchema = z.strictObject({
  app: z.string(),
  /** Of what it is built from. */
  context: z.string(),
  version: z.string(),
  /** The node whose loopback takes pushes, and the port there. */
  node: z.string(),
  port: z.int(),
});
export type PushedImage = z.infer<typeof pushedImageSchema>;

/** The account that pushes; its password is `registry.key` in the stack's folder. */
export const pushingUser = "controller";

export const pushedImage = ({ app, digest, version }: BuildContext, door: RegistryDoor): PushedImage => ({
  app,
  context: digest,
  version,
  ...door,
});
