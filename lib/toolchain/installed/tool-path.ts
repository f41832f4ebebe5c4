import { dirname } from "node:path";
import { toolBin } from "./tool-bin.ts";
import type { Place } from "./tool-folder.ts";

/** What the machine that runs Pulumi needs on its PATH, in front of everything else: `folder:folder:…`. */
export function toolPath(place: Place = {}): string {
  const programs = ["node", "pulumi", "pulumi-language-nodejs", "pulumi-resource-command", "pulumi-resource-docker"];
  return programs.map((program) => dirname(toolBin(program, place))).join(":");
}
