import type { Expert } from "../config/derive/cluster.ts";

/** The part of the gateway's mapping file that the inventory decides. */
export interface StandIns {
  /** Asked last if a request leaves the choice to the gateway. */
  readonly default: readonly string[];
  /** Asked instead of an expert that cannot answer. */
  readonly fallbacks: Readonly<Record<string, readonly string[]>>;
  /** Asked first for a subject; absent where all experts are for everything, or all for code. */
  readonly routes?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Each expert's fallbacks: for a chat expert all that need less memory, the next smaller first, so that a small model answers
 * while a large one is down. An embedding has no fallback, because another model's vectors mean something else. Where a model is for
 * code and another is not, code goes to the first and everything else to the other. Pure.
 */
export function fallbackExperts(experts: readonly Expert[]): StandIns {
  const chats = experts
    .filter(({ model }) => model.kind === "chat")
    .toSorted((a, b) => b.model.memoryBytes - a.model.memoryBytes || (a.name < b.name ? -1 : 1));
  const fallbacks = chats.flatMap((expert, index) => {
    const smaller = chats.slice(index + 1).map(({ name }) => name);
    return smaller.length === 0 ? [] : [[expert.name, smaller] as const];
  });
  const coders = namesOf(chats.filter(isForCode));
  const others = namesOf(chats.filter((expert) => !isForCode(expert)));
  return {
    default: [...others, ...coders],
    fallbacks: Object.fromEntries(fallbacks),
    ...(coders.length > 0 && others.length > 0 && { routes: { code: coders } }),
  };
}

const isForCode = ({ model }: Expert): boolean => model.abilities?.includes("coding") === true;

const namesOf = (experts: readonly Expert[]): readonly string[] => experts.map(({ name }) => name);
