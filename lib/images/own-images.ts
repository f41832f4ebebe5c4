import type { OwnImage } from "./own-image.ts";

export type OwnImageName = keyof typeof all;

/** Every image that is built here, with the number that its Dockerfile gives to its account. */
const all = {
  gateway: { app: "gateway", files: ["gateway.mjs", "health-check.mjs"] },
  memory: {
    app: "memory",
    files: ["memory.mjs", "interpret.mjs", "keeper.mjs", "vault.mjs", "health-check.mjs"],
  },
} as const satisfies Readonly<Record<string, OwnImage>>;

export const ownImages: Readonly<Record<OwnImageName, OwnImage>> = all;
