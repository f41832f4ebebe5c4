import { join } from "node:path";
import { root } from "../../paths.ts";

/** The labelled set and the head that come with the kit. */
export const shippedPrompts = join(root, "models", "router", "prompts.jsonl");
export const shippedHead = join(root, "models", "router", "head.json");
