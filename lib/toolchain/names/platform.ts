import { HearthError } from "@hearth/kernel/errors.ts";
import { platforms, type Platform } from "./tool.ts";

const byArchitecture = { amd64: "linux-x64", arm64: "linux-arm64" } as const satisfies Record<string, Platform>;

/** The platform of an architecture as Debian, Go and Nomad name it. */
export const platformOf = (architecture: keyof typeof byArchitecture): Platform => byArchitecture[architecture];

/** This machine's, in the same words. */
export const hostArchitecture = (): keyof typeof byArchitecture => (process.arch === "arm64" ? "arm64" : "amd64");

/** The platform of this machine. Throws TOOL_UNAVAILABLE if the table does not cover it. */
export function hostPlatform(): Platform {
  const here = `${process.platform}-${process.arch}`;
  const known = platforms.find((platform) => platform === here);
  if (known !== undefined) return known;
  throw new HearthError({
    code: "TOOL_UNAVAILABLE",
    message: `there are no programs for ${here}`,
    hint: `Run Hearth on ${platforms.join(" or ")}.`,
  });
}
