import { isDeepStrictEqual } from "node:util";
import { ApiError } from "../api/api-error.ts";
import type { Caller } from "../keys/key-ring.ts";
import type { Core } from "../service/core.ts";
import { retryConflicts } from "../service/retry-conflicts.ts";
import { sortedTags } from "../service/to-filter.ts";
import type { JsonObject, KeptRecord, StoredRecord } from "../store/record.ts";
import type { Change } from "../store/store.ts";
import type { CheckedContent } from "./check-schema.ts";
import { bodyOf, searchText, skillId, type NewSkill, type SkillBody } from "./skill-body.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { without } from "@hearth/kernel/omit.ts";

interface SaveRequest {
  readonly caller: Caller;
  readonly skill: NewSkill;
  /** Number of versions to keep. */
  readonly maxVersions: number;
}

export interface Saved {
  readonly record: KeptRecord;
  readonly changed: boolean;
}

/** Saves a new version, unless nothing changed. Throws ApiError `conflict` if `version` is not the latest. */
export async function saveSkill(core: Core, { caller, skill, maxVersions }: SaveRequest): Promise<Saved> {
  const { parameters, examples } = skill;
  await core.schemas.run({
    name: "checkContent",
    input: { parameters, examples } satisfies CheckedContent,
    key: caller.id,
    what: "schema",
  });
  return retryConflicts(async () => {
    const { store, ledger, now } = core;
    const nowMs = now();
    const filter = { group: skill.name, inactive: true };
    const versions = await store.list({ tenant: caller.tenant, kind: "skill", filter, nowMs, limit: 1_000 });
    const latest = versions.find(({ active }) => active);
    const version = latest === undefined ? 0 : bodyOf(latest).version;
    if (skill.version !== undefined && skill.version !== version) {
      throw new ApiError("conflict", `The latest version of '${skill.name}' is ${version}.`, { param: "version" });
    }
    const put = newVersion(caller, skill, { version: version + 1, nowMs });
    if (latest !== undefined && sameContent(latest, put)) return { record: latest, changed: false };
    const changes: Change[] = [{ put, ifRevision: 0 }];
    if (latest !== undefined) {
      const older = { ...without(latest, "sequence"), active: false, revision: latest.revision + 1 };
      changes.push({ put: older, ifRevision: latest.revision });
    }
    for (const { tenant, kind, id } of versions.slice(maxVersions - 1)) changes.push({ remove: { tenant, kind, id } });
    await ledger.write({ caller, action: "save skill", target: put.id }, changes);
    return { record: { ...put, sequence: 0 }, changed: true };
  });
}

function newVersion(
  { tenant, agent: own }: Caller,
  skill: NewSkill,
  { version, nowMs }: { readonly version: number; readonly nowMs: number },
): StoredRecord {
  const { description, content, parameters, examples, metadata } = skill;
  const agent = skill.agent ?? own;
  const body: SkillBody = {
    description,
    content,
    ...defined({ parameters, examples, metadata }),
    version,
    createdMs: nowMs,
    uses: 0,
    successes: 0,
  };
  return {
    tenant,
    kind: "skill",
    id: skillId(skill.name, version),
    group: skill.name,
    ...defined({ agent }),
    tags: sortedTags(skill.tags ?? []),
    active: true,
    atMs: nowMs,
    text: searchText(skill),
    body: body as unknown as JsonObject,
    revision: 1,
  };
}

function sameContent(left: KeptRecord, right: StoredRecord): boolean {
  const contentOf = ({ agent, tags, text, body }: StoredRecord): object => {
    const content = without(body, "version", "createdMs", "uses", "successes", "lastUsedMs");
    return { agent, tags, text, content };
  };
  return isDeepStrictEqual(contentOf(left), contentOf(right));
}
