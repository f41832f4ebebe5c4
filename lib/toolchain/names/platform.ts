import { HearthError } from "@hearth/kernel/errors.ts";
import { platforms, type Platform } from "./tool.ts";

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
