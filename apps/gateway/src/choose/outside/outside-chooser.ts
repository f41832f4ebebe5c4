import type { Caller } from "../../domain/caller.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { ApiError } from "../../domain/api-error.ts";
import type { Choice, Chooser } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import { contentOf, type Leaving, type Verdict } from "./outside-policy.ts";
import type { Expert } from "../../domain/expert.ts";
import type { ContentKind } from "@hearth/contracts/gateway/policy-config.ts";
import type { OutsideExpert } from "./outside-models.ts";
import type { Permit, Permits } from "./permits.ts";

export interface OutsideChooserPorts {
  /** Chooses among the local experts. */
  readonly inner: Chooser;
  /** The local experts; their names take precedence. */
  readonly experts: () => readonly Expert[];
  readonly models: readonly OutsideExpert[];
  readonly decide: (leaving: Leaving) => Verdict;
  readonly permits: Permits;
  /** The permits that hold once notes are added, by the bytes without notes. */
  readonly permitsWithNotes: Permits;
  readonly log: JsonLog;
}

/**
 * Adds outside models to the choices: when one is asked for by name, else as the last fallbacks, and only where the policy lets the
 * request out. Throws ApiError `permission_denied`, with the rule's name, if the policy forbids a model asked for by name.
 */
export function outsideChooser(ports: OutsideChooserPorts): Chooser {
  const { inner, experts, models } = ports;
  if (models.length === 0) return inner;
  const byName = new Map(models.map((model) => [model.expert.name, model]));
  const outside = new Outside(ports);
  const atHome = (asked: string): boolean => experts().some(({ name, model }) => name === asked || model === asked);
  return {
    choose(inference, caller) {
      const named = byName.get(inference.model ?? "");
      if (named !== undefined && !atHome(named.expert.name)) return outside.byName(named, inference, caller);
      try {
        const choice = inner.choose(inference, caller);
        if (!(choice instanceof Promise)) return outside.withFallbacks(choice, inference, caller);
        return choice.then(
          (choice) => outside.withFallbacks(choice, inference, caller),
          (error: unknown) => outside.insteadOf(error, inference, caller),
        );
      } catch (error) {
        return outside.insteadOf(error, inference, caller);
      }
    },
  };
}

class Outside {
  readonly #ports: OutsideChooserPorts;

  constructor(ports: OutsideChooserPorts) {
    this.#ports = ports;
  }

  byName(named: OutsideExpert, inference: Inference, caller: Caller): Choice {
    const { expert, provider } = named;
    if (!fits(named, inference)) {
      throw new ApiError("unsupported_model", `The model '${expert.name}' cannot answer this request.`, "model");
    }
    const { allowed, rule } = this.#decide(named, inference, { caller, route: "name" });
    if (allowed) {
      const withoutNotes = this.#withoutNotes([named], inference, { caller, route: "name" });
      return { experts: [expert], route: "name", reason: `name; outside by rule ${rule}`, ...withoutNotes };
    }
    this.#ports.log.warn("outside denied", { caller: caller.id, provider, model: named.model, rule });
    throw new ApiError(
      "permission_denied",
      `The model '${expert.name}' is outside the house, and the rule '${rule}' keeps this request inside.`,
      "model",
    );
  }

  withFallbacks(choice: Choice, inference: Inference, caller: Caller): Choice {
    const { experts, ...rest } = this.#overflow(inference, { caller, route: choice.route });
    return experts.length === 0 ? choice : { ...choice, experts: [...choice.experts, ...experts], ...rest };
  }

  /** The choice when no local expert is healthy. */
  insteadOf(error: unknown, inference: Inference, caller: Caller): Choice {
    if (!(error instanceof ApiError) || error.code !== "expert_unavailable") throw error;
    const overflow = this.#overflow(inference, { caller, route: "overflow" });
    if (overflow.experts.length === 0) throw error;
    return { ...overflow, route: "overflow", reason: "no local expert is healthy" };
  }

  #overflow(inference: Inference, asked: Asked): Pick<Choice, "experts" | "withoutNotes"> {
    const models = this.#ports.models.filter(
      (model) => model.overflow && fits(model, inference) && this.#decide(model, inference, asked).allowed,
    );
    return { experts: models.map(({ expert }) => expert), ...this.#withoutNotes(models, inference, asked) };
  }

  #decide({ provider }: OutsideExpert, inference: Inference, { caller, route }: Asked): Verdict {
    const verdict = this.#ports.decide({ caller: caller.id, route, provider, content: contentOf(inference) });
    const permit = { caller: caller.id, route, rule: verdict.rule };
    if (verdict.allowed) give(this.#ports.permits, { body: inference.body, provider, permit });
    return verdict;
  }

  /** The models that may get this request, but only without notes. */
  #withoutNotes(
    models: readonly OutsideExpert[],
    inference: Inference,
    { caller, route }: Asked,
  ): Pick<Choice, "withoutNotes"> {
    if (caller.memories === undefined) return {};
    const content = new Set<ContentKind>([...contentOf(inference), "memories"]);
    const kept = models.filter(({ provider }) => {
      const { allowed, rule } = this.#ports.decide({ caller: caller.id, route, provider, content });
      const permit = { caller: caller.id, route, rule, memories: true } as const;
      if (allowed) give(this.#ports.permitsWithNotes, { body: inference.body, provider, permit });
      return !allowed;
    });
    return { withoutNotes: new Set(kept.map(({ expert }) => expert)) };
  }
}

interface Given {
  readonly body: Buffer;
  readonly provider: string;
  readonly permit: Permit;
}

function give(permits: Permits, { body, provider, permit }: Given): void {
  const given = permits.get(body);
  if (given === undefined) permits.set(body, new Map([[provider, permit]]));
  else given.set(provider, permit);
}

interface Asked {
  readonly caller: Caller;
  readonly route: string;
}

/** Whether the model can answer this kind of request. */
function fits({ expert, adapter }: OutsideExpert, { kind, path, needs, contentType }: Inference): boolean {
  const { tools, vision, audio } = expert.capabilities ?? {};
  return (
    kind === expert.kind &&
    contentType === undefined &&
    adapter.paths.has(path) &&
    !(needs.tools && tools === false) &&
    !(needs.vision && vision === false) &&
    !(needs.audio && audio !== true) &&
    !(needs.jsonSchema && !adapter.jsonSchema)
  );
}
