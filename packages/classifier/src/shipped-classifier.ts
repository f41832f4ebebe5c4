import shipped from "../../../models/router/head.json" with { type: "json" };
import { headFileSchema, type HeadFile } from "./classifier-file.ts";

/** The head that comes with the gateway, trained on models/router/prompts.jsonl. */
export const shippedHead = (): HeadFile => headFileSchema.parse(shipped);
