import { join } from "node:path";
import { root } from "../../paths.ts";

/** The labelled set and the classifier that come with the kit. */
export const shippedPrompts = join(root, "models", "router", "prompts.jsonl");
export const shippedClassifier = join(root, "models", "router", "classifier.json");
