import { mayUse, type Caller } from "../../domain/caller.ts";
import { ApiError } from "../../domain/api-error.ts";
import type { Choice, Chooser } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import type { SemanticGuess, SemanticRouter } from "./semantic-router.ts";
import type { ExpertProperties } from "../../upstream/experts/expert-properties.ts";
import { affinityOf } from "./affinity-of.ts";
import { canServe } from "./can-serve.ts";
import type { Expert } from "../../domain/expert.ts";
import { findRule } from "./find-rule.ts";
import type { Mapping } from "@hearth/contracts/gateway/mapping-file.ts";
import { resolveExpert } from "./resolve-expert.ts";

export interface ChooserPorts {
  readonly experts: () => readonly Expert[];
  /** What experts tell about themselves; absent: nothing. */
  readonly properties?: Pick<ExpertProperties, "of" | "learn">;
  /** The mapping file as last read. */
  readonly mapping: () => Mapping;
  /** Absent: routes do not depend on the text. */
  readonly router: Pick<SemanticRouter, "guess"> | undefined;
}

/**
 * Routing: by an expert's name, an alias or a model's name; for `auto` by the first matching rule, else by the text's meaning, else
 * the default. Synchronous unless it waits for an embedding.
 */
export function createChooser(ports: ChooserPorts): Chooser {
  return {
    choose(inference, caller) {
      const { model } = inference;
      if (model !== undefined && model !== "auto") {
        const { aliases } = ports.mapping();
        const meant = Object.hasOwn(aliases, model) && !isExpert(ports.experts(), model) ? aliases[model] : undefined;
        if (meant !== "auto") return byName(ports, { inference, caller, name: meant ?? model });
      }
      // Only the first request with tools has to wait.
      const learning = inference.needs.tools ? ports.properties?.learn(ports.experts().filter(isChat)) : undefined;
      return learning === undefined
        ? automatic(ports, inference, caller)
        : learning.then(() => automatic(ports, inference, caller));
    },
  };
}

const isChat = ({ kind }: Expert): boolean => kind === "chat";

const isExpert = (experts: readonly Expert[], name: string): boolean => experts.some((expert) => expert.name === name);

interface Named {
  readonly inference: Inference;
  readonly caller: Caller;
  readonly name: string;
}

function byName({ experts, mapping }: ChooserPorts, { inference, caller, name }: Named): Choice {
  const { model: asked, kind } = inference;
  const all = experts();
  const route = asked !== name ? "alias" : isExpert(all, name) ? "name" : "model";
  const reason = asked !== name ? `alias of ${name}` : route;
  const { fallbacks } = mapping();
  const fallbackExperts = named(all, Object.hasOwn(fallbacks, name) ? (fallbacks[name] ?? []) : []).filter((expert) =>
    canServe(expert, inference),
  );
  try {
    const first = resolveExpert(all, { model: name, kind });
    return withAffinity({ experts: unique([first, ...fallbackExperts]), route, reason }, inference, caller);
  } catch (error) {
    const able = fallbackExperts.filter(isUp);
    if (!(error instanceof ApiError) || error.code !== "expert_unavailable" || able.length === 0) throw error;
    return withAffinity(
      { experts: able, route, reason: `${reason}; instead of ${name}: expert_unavailable` },
      inference,
      caller,
    );
  }
}

function automatic(ports: ChooserPorts, inference: Inference, caller: Caller): Choice | Promise<Choice> {
  const { router } = ports;
  const { rules, routes } = ports.mapping();
  if (inference.kind !== "chat") return firstOf(ports, { inference, caller, names: [], route: "auto", reason: "auto" });
  const rule = findRule(rules, inference, caller.id);
  if (rule !== undefined) {
    return firstOf(ports, { inference, caller, names: rule.experts, route: rule.name, reason: `rule ${rule.name}` });
  }
  const text = router === undefined || isEmpty(routes) ? "" : inference.text();
  if (router === undefined || text === "")
    return firstOf(ports, { inference, caller, names: [], route: "auto", reason: "auto" });
  const guess = router.guess(text);
  const follow = (made: SemanticGuess): Choice => byGuess(ports, { inference, caller, guess: made, routes });
  return guess instanceof Promise ? guess.then(follow) : follow(guess);
}

interface Guessed {
  readonly inference: Inference;
  readonly caller: Caller;
  readonly guess: SemanticGuess;
  readonly routes: Mapping["routes"];
}

function byGuess(ports: ChooserPorts, { inference, caller, guess, routes }: Guessed): Choice {
  const { route, probability, embedded } = guess;
  const how = `semantic ${probability.toFixed(2)}${embedded ? "" : " (words only)"}`;
  const names = route !== undefined && Object.hasOwn(routes, route) ? routes[route] : undefined;
  if (route === undefined)
    return firstOf(ports, { inference, caller, names: [], route: "default", reason: `${how}, no route` });
  if (names === undefined)
    return firstOf(ports, { inference, caller, names: [], route: "default", reason: `${how}, ${route} has no expert` });
  return firstOf(ports, { inference, caller, names, route, reason: how });
}

interface Wish {
  readonly inference: Inference;
  readonly caller: Caller;
  /** Preferred experts in order; then come the default ones and, if none of these is up, any other. */
  readonly names: readonly string[];
  readonly route: string;
  readonly reason: string;
}

/** The preferred experts that are up and can serve the request; if there are none, any that can. */
function firstOf(
  { experts, mapping, properties }: ChooserPorts,
  { inference, caller, names, route, reason }: Wish,
): Choice {
  const all = experts().filter((expert) => expert.kind === inference.kind);
  const allowed = all.filter((expert) => mayUse(caller, expert));
  const able = allowed.filter((expert) => isUp(expert) && canServe(expert, inference));
  const knowing = inference.needs.tools
    ? able.filter((expert) => properties?.of(expert).tools !== false && expert.capabilities?.tools !== false)
    : able;
  const usable = knowing.length > 0 ? knowing : able;
  const wished = unique(named(usable, [...names, ...mapping().default]));
  if (wished.length > 0) return withAffinity({ experts: wished, route, reason }, inference, caller);
  const any = usable[0] ?? resolveExpert(allowed.length > 0 ? allowed : all, { model: "auto", kind: inference.kind });
  return withAffinity(
    { experts: [any], route, reason: names.length === 0 ? reason : `${reason}, its experts are unavailable` },
    inference,
    caller,
  );
}

/** The experts by these names, in their order; a name is an expert's or a model's. */
const named = (experts: readonly Expert[], names: readonly string[]): readonly Expert[] =>
  names.flatMap((name) => {
    const own = experts.filter((expert) => expert.name === name);
    return own.length > 0 ? own : experts.filter((expert) => expert.model === name);
  });

const unique = (experts: readonly Expert[]): readonly Expert[] =>
  experts.length < 2 ? experts : [...new Set(experts)];
const isUp = ({ instances }: Expert): boolean => instances.length > 0;
const isEmpty = (record: object): boolean => Object.keys(record).length === 0;

/** Only chats cache prompts, and with a single instance there is nothing to choose. */
function withAffinity(choice: Choice, inference: Inference, caller: Caller): Choice {
  if (inference.kind !== "chat" || choice.experts.every(({ instances }) => instances.length < 2)) return choice;
  return { ...choice, affinity: affinityOf(inference, caller.id) };
}
