import type { Command } from "commander";
import { defined } from "@hearth/kernel/defined.ts";
import type { KeyTerms } from "../../keys/change-key.ts";
import type { KeyMemoryTerms } from "@hearth/contracts/keys/key-memories.ts";
import type { KeyLimits } from "@hearth/contracts/keys/key-limits.ts";
import { keyApis, type KeyApi } from "@hearth/contracts/keys/key-record.ts";
import {
  amount,
  futureMoment,
  names,
  namesOf,
  orAny,
  orNone,
  parse,
  shortText,
  wholeNumber,
  type OrAny,
  type OrNone,
} from "../options.ts";

/** The options as commander parses them. */
export interface TermOptions extends Readonly<Partial<Record<keyof KeyLimits, OrNone<number>>>> {
  readonly models?: OrAny<readonly string[]>;
  readonly apis?: OrAny<KeyApi[]>;
  readonly memories?: OrNone<string>;
  readonly memoriesAgent?: OrAny<string>;
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
      "only these experts and models, with * as a wildcard: 'code-*,embed'; none: no model; any: all of them",
      parse(orAny(names)),
    )
    .option("--apis <names>", `only these APIs: ${keyApis.join(",")}; any: all of them`, parse(orAny(namesOf(keyApis))))
    .option("--requests-per-minute <count>", "rate of requests; none: no limit", count)
    .option("--tokens-per-minute <count>", "rate of tokens; none: no limit", count)
    .option("--tokens-per-day <count>", "budget of tokens for a UTC day; none: no limit", count)
    .option("--tokens-per-month <count>", "budget of tokens for a UTC month; none: no limit", count)
    .option("--cost-per-day <amount>", "daily budget in the currency of the gateway's prices; none: no limit", money)
    .option("--cost-per-month <amount>", "monthly budget in that currency; none: no limit", money)
    .option(
      "--memories <user>",
      "add what is remembered of this person to its chats; none: nothing",
      parse(orNone(shortText)),
    )
    .option("--memories-agent <name>", "use only notes of this agent; any: of all agents", parse(orAny(shortText)))
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
      "after a time such as 30d, or at a date such as 2027-01-31; none: never",
      parse(orNone(futureMoment)),
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

const orNull = <T>(value: T | "none" | "any"): T | null => (value === "none" || value === "any" ? null : value);

/** Whether any option says what to change. */
export const changesNothing = ({ limits = {}, ...others }: KeyTerms): boolean =>
  Object.keys(others).length + Object.keys(limits).length === 0;
