import type { Command } from "commander";
import { defined } from "@hearth/kernel/defined.ts";
import type { KeyTerms } from "../../keys/change-key.ts";
import type { KeyMemoryTerms } from "@hearth/contracts/keys/key-memories.ts";
import type { KeyLimits } from "@hearth/contracts/keys/key-limits.ts";
import { keyApis, type KeyApi } from "@hearth/contracts/keys/key-record.ts";
import { amount, moment, names, namesOf, orNone, parse, shortText, wholeNumber, type OrNone } from "../options.ts";

/** The options as commander parses them. */
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

/** Adds the options that say what a key may do. */
export function addTermOptions(command: Command): Command {
  const count = parse(orNone(wholeNumber(1)));
  const money = parse(orNone(amount));
  return command
    .option(
      "--models <names>",
      "experts and models it may use, with * as a wildcard: 'code-*,embed'; none: all",
      parse(orNone(names)),
    )
    .option("--apis <names>", `APIs it may use: ${keyApis.join(",")}; none: all`, parse(orNone(namesOf(keyApis))))
    .option("--requests-per-minute <count>", "rate of requests, or none", count)
    .option("--tokens-per-minute <count>", "rate of tokens, or none", count)
    .option("--tokens-per-day <count>", "budget of tokens for a UTC day, or none", count)
    .option("--tokens-per-month <count>", "budget of tokens for a UTC month, or none", count)
    .option("--cost-per-day <amount>", "daily budget in the currency of the gateway's prices, or none", money)
    .option("--cost-per-month <amount>", "monthly budget in that currency, or none", money)
    .option(
      "--memories <user>",
      "add what is remembered of this person to its chats, or none",
      parse(orNone(shortText)),
    )
    .option("--memories-agent <name>", "use only notes of this agent, or none: of all agents", parse(orNone(shortText)))
    .option("--memories-limit <count>", "maximum notes for a chat, 1 to 50; 8 by default", parse(wholeNumber(1, 50)))
    .option(
      "--memories-tokens <count>",
      "maximum tokens of notes for a chat, 32 to 8000; 400 by default",
      parse(wholeNumber(32, 8_000)),
    )
    .option(
      "--priority <number>",
      "-10 to 10; when requests queue, those above 0 go first, those below 0 last",
      parse(wholeNumber(-10, 10)),
    )
    .option(
      "--expires <when>",
      "after a time such as 30d, at a date such as 2027-01-31, or none",
      parse(orNone(moment)),
    );
}

/** The options as terms; options that were not given are absent. */
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
