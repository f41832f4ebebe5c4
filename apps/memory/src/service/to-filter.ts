import type { z } from "zod";
import type { filter, listQuery } from "@hearth/contracts/memory/api/fields.ts";
import { defined } from "@hearth/kernel/defined.ts";
import type { RecordFilter } from "../store/store.ts";
import { fromTime } from "./times.ts";

type GivenFilter = z.output<typeof filter> | Omit<z.output<typeof listQuery>, "limit" | "cursor">;

/** Converts an API filter or query string to the store's filter. */
export function toFilter({ user, agent, session, tags, from, before }: GivenFilter): RecordFilter {
  const list = typeof tags === "string" ? tags.split(",").filter((tag) => tag !== "") : tags;
  return {
    ...defined({ user, agent, session }),
    ...(list === undefined || list.length === 0 ? {} : { tags: list }),
    ...(from === undefined ? {} : { fromMs: fromTime(from) }),
    ...(before === undefined ? {} : { beforeMs: fromTime(before) }),
  };
}

/** Sorted, without duplicates. */
export const sortedTags = (tags: readonly string[]): readonly string[] => [...new Set(tags)].sort();
