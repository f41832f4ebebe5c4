import { defined } from "@hearth/kernel/defined.ts";
import { ApiError } from "../api/api-error.ts";
import type { conversationEndpoints } from "@hearth/contracts/memory/api/conversations.ts";
import type { Caller } from "../keys/key-ring.ts";
import { randomId } from "../memories/memory-id.ts";
import { param, type Call, type Handlers } from "../service/call.ts";
import type { Core } from "../service/core.ts";
import { fromTime, toTime } from "../service/times.ts";
import type { KeptRecord, RecordKind, StoredRecord } from "../store/record.ts";
import type { Change } from "../store/store.ts";
import { makeEpisode, makeLongTerm, spokenTurn, toEpisode } from "./conversation-records.ts";

export interface ConversationOptions {
  readonly bufferTurns: number;
  readonly episodes: number;
  readonly turnsMs: number;
  /** Whether a chat expert is configured to write better summaries. */
  readonly expert: boolean;
}

const longTermCharacters = 8_000;

/** Handlers of the conversation endpoints. Requests for one session are handled one at a time. */
export function conversationHandlers(
  core: Core,
  options: ConversationOptions,
): Handlers<keyof typeof conversationEndpoints> {
  const { store, ledger, locks, now } = core;

  const all = ({ tenant }: Caller, kind: RecordKind, session: string): Promise<readonly KeptRecord[]> =>
    store.list({ tenant, kind, filter: { session }, nowMs: now(), limit: 5_000, order: "oldest" });

  /** Promotes turns to an episode, and episodes to a long-term memory. */
  function promote(turns: readonly KeptRecord[], episodes: readonly KeptRecord[]) {
    const [firstTurn, ...otherTurns] = turns;
    const [firstEpisode, ...otherEpisodes] = episodes;
    const made: StoredRecord[] = [];
    const limits = { nowMs: now(), maxCharacters: longTermCharacters };
    if (firstTurn !== undefined) made.push(makeEpisode([firstTurn, ...otherTurns], options.expert));
    if (firstEpisode !== undefined) made.push(makeLongTerm([firstEpisode, ...otherEpisodes], limits));
    const changes: Change[] = [
      ...made.map((put) => ({ put, ifRevision: 0 })),
      ...[...turns, ...episodes].map(({ tenant, kind, id }) => ({ remove: { tenant, kind, id } })),
    ];
    return { made, changes };
  }

  function newTurns({ caller, body, session }: Pick<Call<"addTurns">, "caller" | "body"> & { session: string }) {
    const agent = body.agent ?? caller.agent;
    return body.turns.map(({ role, content, at }): StoredRecord => {
      const atMs = at === undefined ? now() : fromTime(at);
      return {
        tenant: caller.tenant,
        kind: "turn",
        id: randomId("t"),
        ...defined({ user: body.user, agent }),
        session,
        tags: [],
        active: true,
        atMs,
        expiresAtMs: now() + options.turnsMs,
        body: { role, content },
        revision: 1,
      };
    });
  }

  return {
    addTurns(call) {
      const { caller, body } = call;
      const session = param(call, "session");
      return locks.run(`session/${caller.tenant}/${session}`, async () => {
        const put = newTurns({ caller, body, session });
        const entry = { caller, action: "add turns", target: session, count: put.length };
        await ledger.write(
          entry,
          put.map((turn) => ({ put: turn, ifRevision: 0 })),
        );
        const turns = await all(caller, "turn", session);
        if (turns.length <= options.bufferTurns) return { buffered: turns.length, episodes: [] };
        const older = turns.slice(0, Math.ceil(turns.length - options.bufferTurns / 2));
        const episodes = await all(caller, "episode", session);
        const oldest = episodes.length < options.episodes ? [] : episodes.slice(0, Math.ceil(episodes.length / 2));
        const { made, changes } = promote(older, oldest);
        await ledger.write({ caller, action: "make episode", target: session, count: older.length }, changes);
        return {
          buffered: turns.length - older.length,
          episodes: made.filter(({ kind }) => kind === "episode").map((each) => toEpisode({ ...each, sequence: 0 })),
        };
      });
    },
    async getConversation(call) {
      const session = param(call, "session");
      const [episodes, turns] = await Promise.all([
        all(call.caller, "episode", session),
        all(call.caller, "turn", session),
      ]);
      if (episodes.length + turns.length === 0) throw new ApiError("not_found", "There is no such conversation.");
      return {
        session,
        episodes: episodes.map(toEpisode),
        turns: turns.map((record) => ({ ...spokenTurn(record), at: toTime(record.atMs) }) as never),
      };
    },
    endConversation(call) {
      const { caller } = call;
      const session = param(call, "session");
      return locks.run(`session/${caller.tenant}/${session}`, async () => {
        const [turns, episodes] = await Promise.all([all(caller, "turn", session), all(caller, "episode", session)]);
        const { made: last } = promote(turns, []);
        const whole = [...episodes, ...last.map((each) => ({ ...each, sequence: 0 }))];
        const { made, changes } = promote([], whole);
        const removals = [...turns, ...episodes].map(({ tenant, kind, id }) => ({ remove: { tenant, kind, id } }));
        const puts = changes.filter((change) => "put" in change);
        const [memory] = made;
        if (memory === undefined) return { episodes: 0 };
        await ledger.write({ caller, action: "end conversation", target: session }, [...puts, ...removals]);
        return { memory: memory.id, episodes: whole.length };
      });
    },
    forgetConversation(call) {
      const { caller } = call;
      const session = param(call, "session");
      return locks.run(`session/${caller.tenant}/${session}`, async () => {
        const records = [...(await all(caller, "turn", session)), ...(await all(caller, "episode", session))];
        const removals = records.map(({ tenant, kind, id }) => ({ remove: { tenant, kind, id } }));
        await ledger.write(
          { caller, action: "forget conversation", target: session, count: removals.length },
          removals,
        );
        return { forgotten: removals.length };
      });
    },
  };
}
