import { defined } from "@hearth/kernel/defined.ts";

/** The part of Pulumi's engine events that Hearth reads. Source: sdk/go/common/apitype/events.go of Pulumi. */
interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: ResourceMetadata };
  readonly resOutputsEvent?: { readonly metadata: ResourceMetadata };
  readonly resOpFailedEvent?: { readonly metadata: ResourceMetadata };
  readonly diagnosticEvent?: { readonly urn?: string; readonly message: string; readonly severity: string };
  readonly stdoutEvent?: { readonly message: string };
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
}

interface ResourceMetadata {
  readonly op: string;
  readonly urn: string;
  readonly old?: ResourceState | null;
  readonly new?: ResourceState | null;
}

interface ResourceState {
  readonly inputs?: { readonly stdin?: unknown } | null;
}

/** What a run of Pulumi reports while it runs. */
export type UpdateEvent =
  | ResourceEvent
  | { readonly kind: "message"; readonly severity: string; readonly resource: string; readonly text: string }
  | { readonly kind: "cancelling" }
  | { readonly kind: "summary"; readonly changes: Readonly<Record<string, number>> };

export interface ResourceEvent {
  readonly kind: "started" | "done" | "failed";
  readonly operation: string;
  readonly resource: string;
  /** The script of a unit or the document of a job, as it is and as it would be; absent if it is secret. */
  readonly before?: string;
  readonly after?: string;
}

/** Resources that stand for nothing outside Pulumi: the stack, providers, our components. */
const isBookkeeping = (urn: string): boolean => /^(pulumi|hearth):/.test(urn.split("::")[2]?.split("$").at(-1) ?? "");

/** The name in a URN: `urn:pulumi:lab::hearth::…::n1/base` → `n1/base`. */
const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

/** Parses one line of an event log; undefined for events that are not worth showing. */
export function readEvent(line: string): UpdateEvent | undefined {
  const event = JSON.parse(line) as EngineEvent;
  const { diagnosticEvent, stdoutEvent, summaryEvent } = event;
  if (stdoutEvent?.message.includes("received; cancelling") === true) return { kind: "cancelling" };
  if (summaryEvent !== undefined) return { kind: "summary", changes: summaryEvent.resourceChanges ?? {} };
  if (diagnosticEvent !== undefined) {
    // Debug messages contain resources with their secrets in clear text.
    if (diagnosticEvent.severity === "debug") return undefined;
    const { urn = "", message, severity } = diagnosticEvent;
    return { kind: "message", severity, resource: nameOf(urn), text: message.replaceAll(/<\{%.*?%\}>/g, "").trim() };
  }
  for (const [key, kind] of [
    ["resourcePreEvent", "started"],
    ["resOutputsEvent", "done"],
    ["resOpFailedEvent", "failed"],
  ] as const) {
    const metadata = event[key]?.metadata;
    if (metadata === undefined || isBookkeeping(metadata.urn)) continue;
    const texts = defined({ before: textOf(metadata.old), after: textOf(metadata.new) });
    return { kind, operation: metadata.op, resource: nameOf(metadata.urn), ...texts };
  }
  return undefined;
}

/** Pulumi writes a secret as an object. */
function textOf(state: ResourceState | null | undefined): string | undefined {
  const text = state?.inputs?.stdin;
  return typeof text === "string" ? text : undefined;
}
