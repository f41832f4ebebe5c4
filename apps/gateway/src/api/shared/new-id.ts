import { randomUUID } from "node:crypto";

/** A name that nobody has used, as in `msg_0f8c…`. */
export const newId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll("-", "")}`;
