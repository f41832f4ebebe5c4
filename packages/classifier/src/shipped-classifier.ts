import shipped from "../../../models/router/classifier.json" with { type: "json" };
import { classifierFileSchema, type ClassifierFile } from "./classifier-file.ts";

/** The classifier shipped with the gateway, trained on models/router/prompts.jsonl. */
export const shippedClassifier = (): ClassifierFile => classifierFileSchema.parse(shipped);
