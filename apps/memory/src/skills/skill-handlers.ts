import { defined } from "@hearth/kernel/defined.ts";
import { ApiError } from "../api/api-error.ts";
import type { skillEndpoints } from "@hearth/contracts/memory/api/skills.ts";
import type { Caller } from "../keys/key-ring.ts";
import { explain } from "../search/explain.ts";
import { param, type Handlers } from "../service/call.ts";
import type { Core } from "../service/core.ts";
import { page } from "../service/page.ts";
import { retryConflicts } from "../service/retry-conflicts.ts";
import { sortedTags, toFilter } from "../service/to-filter.ts";
import type { JsonObject, KeptRecord } from "../store/record.ts";
import type { Problem } from "./check-schema.ts";
import { saveSkill } from "./save-skill.ts";
import { bodyOf, skillId, toSkill } from "./skill-body.ts";

/**
 * Meaning matters most for skills; words only decide between similar ones, and age does not count. Chosen by
 * bench/memory/choose-fusion.ts.
 */
const weights = { meaning: 1, words: 0.02, recency: 0 };

/** Handlers of the skill endpoints. */
export function skillHandlers(core: Core, maxVersions: number): Handlers<keyof typeof skillEndpoints> {
  const { store, ledger, searcher, schemas, now } = core;

  async function versions({ tenant }: Caller, name: string): Promise<readonly KeptRecord[]> {
    const filter = { group: name, inactive: true };
    const records = await store.list({ tenant, kind: "skill", filter, nowMs: now(), limit: 1_000 });
    if (records.length === 0) throw new ApiError("not_found", `There is no skill '${name}'.`);
    return records;
  }

  async function find(caller: Caller, name: string, version: number | undefined): Promise<KeptRecord> {
    const records = await versions(caller, name);
    const found = records.find(({ id, active }) => (version === undefined ? active : id === skillId(name, version)));
    if (found === undefined) throw new ApiError("not_found", `There is no version ${version ?? ""} of '${name}'.`);
    return found;
  }

  return {
    async saveSkill({ caller, body }) {
      const { record, changed } = await saveSkill(core, { caller, skill: body, maxVersions });
      return { skill: toSkill(record), changed };
    },
    async searchSkills({ caller, body: { query, limit, tags = [], agent } }) {
      const filter = { tags: sortedTags(tags), ...defined({ agent }) };
      const { hits, by } = await searcher.search({
        tenant: caller.tenant,
        kind: "skill",
        query,
        filter,
        limit,
        weights,
      });
      return { hits: hits.map((hit) => ({ ...toSkill(hit.record), ...explain(hit, query) })), by };
    },
    async listSkills({ caller, query: { tags, limit, cursor } }) {
      const filter = toFilter(tags === undefined ? {} : { tags });
      const scope = { tenant: caller.tenant, kind: "skill", filter, nowMs: now() } as const;
      const { records, next } = await page(store, { ...scope, limit, ...defined({ cursor }) });
      return { skills: records.map(toSkill), ...next };
    },
    getSkill: async (call) => ({ skill: toSkill(await find(call.caller, param(call, "name"), call.query.version)) }),
    listSkillVersions: async (call) => ({
      skills: (await versions(call.caller, param(call, "name"))).map(toSkill),
    }),
    async checkSkill(call) {
      const { parameters } = bodyOf(await find(call.caller, param(call, "name"), call.body.version));
      const input = { parameters, given: call.body.arguments };
      const key = call.caller.id;
      const problems = (await schemas.run({ name: "problemsOf", input, key, what: "schema" })) as Problem[];
      return { valid: problems.length === 0, problems };
    },
    recordOutcome: (call) =>
      retryConflicts(async () => {
        const { caller, body } = call;
        const { sequence, ...record } = await find(caller, param(call, "name"), body.version);
        const { uses, successes, ...rest } = bodyOf({ ...record, sequence });
        const put = {
          ...record,
          body: {
            ...rest,
            uses: uses + 1,
            successes: successes + Number(body.success),
            lastUsedMs: now(),
          } as JsonObject,
          revision: record.revision + 1,
        };
        await ledger.write({ caller, action: "record outcome", target: record.id }, [
          { put, ifRevision: record.revision },
        ]);
        return { skill: toSkill({ ...put, sequence }) };
      }),
    async forgetSkill(call) {
      const records = await versions(call.caller, param(call, "name"));
      await ledger.write(
        { caller: call.caller, action: "forget skill", target: param(call, "name"), count: records.length },
        records.map(({ tenant, kind, id }) => ({ remove: { tenant, kind, id } })),
      );
      return { forgotten: records.length };
    },
  };
}
