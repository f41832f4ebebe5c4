import type { Command } from "commander";
import { defined } from "@hearth/kernel/defined.ts";
import type { KeyTerms } from "../../keys/change-key.ts";
import type { KeyMemoryTerms } from "@hearth/contracts/keys/key-memories.ts";
import type { KeyLimits } from "@hearth/contracts/keys/key-limits.ts";
import { keyApis, type KeyApi } from "@hearth/contracts/keys/key-record.ts";
import { amount, moment, names, namesOf, orNone, parse, shortText, wholeNumber, type OrNone } from "../options.ts";

/** What commander makes of the options. */
export interface TermOptions extends Readonly<Partial<Record<keyof KeyLimits, OrNone<number>>>> {
  readonly models?: OrNone<readonly string[]>;
  readonly apis?: OrNone<KeyApi[]>;
  readonly memories?: OrNone<string>;
  readonly memoriesAgent?: OrNone<string>;
  readonly memoriesLimit?: number;
  readonly memoriesTokens?: number;
  readonly priority?: number;
  readonly expires?: OrNone<Date>;
}

/** Adds the options by which a person decides what a key may do. */
export function addTermOptions(command: Command): Command {
  const count = parse(orNone(wholeNumber(1)));
  const money = parse(orNone(amount));
  return command
    .option(
      "--models <names>",
      "experts and models it may ask, * for any part: 'code-*,embed'; none: all",
      parse(orNone(names)),
    )
    .option("--apis <names>", `APIs it may use: ${keyApis.join(",")}; none: all`, parse(orNone(namesOf(keyApis))))
    .option("--requests-per-minute <count>", "rate of requests, or none", count)
    .option("--tokens-per-minute <count>", "rate of tokens, or none", count)
    .option("--tokens-per-day <count>", "budget of tokens for a UTC day, or none", count)
    .option("--tokens-per-month <count>", "budget of tokens for a UTC month, or none", count)
    .option("--cost-per-day <amount>", "budget in the currency of the gateway's prices, or none", money)
    .option("--cost-per-month <amount>", "the same for a month, or none", money)
    .option(
      "--memories <user>",
      "put what is remembered of this person before its chats, or none",
      parse(orNone(shortText)),
    )
    .option("--memories-agent <name>", "only what this agent has noted, or none: all", parse(orNone(shortText)))
    .option("--memories-limit <count>", "most notes for a chat, 1 to 50; 8 unless told", parse(wholeNumber(1, 50)))
    .option(
      "--memories-tokens <count>",
      "most tokens of notes, 32 to 8000; 400 unless told",
      parse(wholeNumber(32, 8_000)),
    )
    .option(
      "--priority <number>",
      "-10 to 10; above 0 goes first where requests queue, below 0 last",
      parse(wholeNumber(-10, 10)),
    )
    .option(
      "--expires <when>",
      "after a time such as 30d, at a date such as 2027-01-31, or none",
      parse(orNone(moment)),
    );
}

/** The options as terms; what was not said is not there. */
export function toTerms({ models, apis, priority, expires, ...others }: TermOptions): KeyTerms {
  const { memories: user, memoriesAgent, memoriesLimit, memoriesTokens, ...limits } = others;
  const memories: KeyMemoryTerms = {
    ...defined({ user }),
    ...(memoriesAgent === undefined ? {} : { agent: orNull(memoriesAgent) }),
    ...defined({ limit: memoriesLimit, tokens: memoriesTokens }),
  };
  return {
    ...(models === undefined ? {} : { models: orNull(models) }),
    ...(apis === undefined ? {} : { apis: orNull(apis) }),
    ...(user === "none" ? { memories: null } : Object.keys(memories).length === 0 ? {} : { memories }),
    ...defined({ priority }),
    ...(expires === undefined ? {} : { notAfter: orNull(expires) }),
    limits: Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, orNull(limit)])),
  };
}

const orNull = <T>(value: OrNone<T>): T | null => (value === "none" ? null : value);
