import { randomUUID } from "node:crypto";

/** A unique id such as `msg_0f8c…`. */
export const newId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll("-", "")}`;
