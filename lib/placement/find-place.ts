import type { ExpertRequest } from "./expert-request.ts";
import { farthestRttMs, type Fleet, type FleetNode, type Ledger } from "./fleet.ts";
import type { Form } from "./forms.ts";
import { devicesOf, layOut, layOutOnOne, needOnCpu, type Layout } from "./lay-out.ts";
import { computeBytes, sum, type Serving } from "./memory-model.ts";
import { servingOf } from "./serving.ts";

/** A form with a place for it. */
export interface Found {
  readonly form: Form;
  readonly serving: Serving;
  readonly layout: Layout;
  readonly tokensPerSecond: number;
}

export interface Search {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  /** Share of what is free that has to stay free besides the margin; 0 by default. */
  readonly reserve?: number;
}

interface Query extends Search {
  readonly request: ExpertRequest;
  readonly form: Form;
}

/** Precision above what answers need is not worth less speed than this, in tokens per second. */
const comfortableSpeed = 8;

/** RPC servers that one head may have. */
const mostWorkers = 16;

/** The best place for a form: on one machine the fastest, on several the fewest, then the fastest. */
export function findPlace(search: Search, request: ExpertRequest, form: Form): Found | undefined {
  const query = { ...search, request, form };
  const heads = headsFor(search.fleet, request);
  const found = form.isSplit
    ? bestSplit(query, heads)
    : bestOf(roomyEnough(query, heads).map((head) => alone(query, head)));
  return found !== undefined && form.isLuxury && found.tokensPerSecond < comfortableSpeed ? undefined : found;
}

const headsFor = ({ nodes, byName }: Fleet, { head }: ExpertRequest): readonly FleetNode[] => {
  const pinned = head === undefined ? undefined : byName.get(head);
  const allowed = head === undefined ? nodes : pinned === undefined ? [] : [pinned];
  return allowed.filter(({ unfit }) => unfit === undefined);
};

/** Without those that have no GPU and too little memory; only to be quick. */
function roomyEnough({ ledger, reserve = 0, request, form }: Query, heads: readonly FleetNode[]): readonly FleetNode[] {
  const need = needOnCpu(form.model.shape, servingOf(request, form, false));
  return heads.filter((head) => head.facts.gpus.length > 0 || need <= ledger.freeMemory(head) * (1 - reserve));
}

function alone({ fleet, ledger, reserve = 0, request, form }: Query, head: FleetNode): Found | undefined {
  const { shape } = form.model;
  const serving = servingOf(request, form, head.facts.gpus.length > 0);
  const layout = layOutOnOne({ fleet, ledger, shape, serving, reserve }, head);
  return layout && foundWith(ledger, { form, serving, layout });
}

export const foundWith = (ledger: Ledger, found: Omit<Found, "tokensPerSecond">): Found => {
  const { head, workers, secondsPerToken } = found.layout;
  // Experts on one machine share its cores.
  const others = Math.max(...[head, ...workers].map(({ facts }) => ledger.expertsOn(facts.name)));
  return { ...found, tokensPerSecond: 1 / (secondsPerToken * (1 + others)) };
};

/** The fastest; between equals the one with fewest links, then by name. Differences below a hundredth are none. */
function bestOf(founds: readonly (Found | undefined)[]): Found | undefined {
  let best: Found | undefined;
  for (const found of founds) {
    if (found !== undefined && (best === undefined || isBetter(found, best))) best = found;
  }
  return best;
}

function isBetter(one: Found, other: Found): boolean {
  const links = one.layout.workers.length - other.layout.workers.length;
  if (links !== 0) return links < 0;
  return one.tokensPerSecond > other.tokensPerSecond * 1.01;
}

function bestSplit(
  { fleet, ledger, reserve = 0, request, form }: Query,
  heads: readonly FleetNode[],
): Found | undefined {
  const { shape } = form.model;
  const serving = servingOf(request, form, false);
  const terms = { fleet, ledger, shape, serving, reserve };
  const compute = computeBytes(shape, serving);
  const offers = workersFor(fleet, request)
    .map((node) => {
      const devices = devicesOf(terms, node, compute);
      const bytes = sum(devices.map(({ capacityBytes }) => Math.max(0, capacityBytes)));
      return { node, bytes, speed: Math.max(0, ...devices.map(({ speed }) => speed.weightBytesPerSecond)) };
    })
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => other.bytes - one.bytes || (one.node.facts.name < other.node.facts.name ? -1 : 1));
  const need = needOnCpu(shape, serving) * 0.9;
  const isPinned = request.workers !== undefined;
  const all = sum(offers.map(({ bytes }) => bytes));
  const candidates = heads
    .map((head) => ({
      head,
      own:
        ledger.freeMemory(head) * (1 - reserve) +
        sum(head.facts.gpus.map((_, gpu) => Math.max(0, ledger.freeGpu(head, gpu)))),
    }))
    .filter(({ own }) => own > 0 && own + all >= need)
    .sort((one, other) => other.own - one.own || (one.head.facts.name < other.head.facts.name ? -1 : 1));
  let best: Found | undefined;
  let alike = 0;
  for (const { head, own } of candidates) {
    const most = best?.layout.workers.length ?? mostWorkers;
    if (best !== undefined && (alike >= mostAlike || fewestThat(offers, need - own) > most)) break;
    const linked = offers.filter(
      ({ node }) => node !== head && (isPinned || fleet.link(head, node).rttMs <= farthestRttMs),
    );
    if (own + sum(linked.map(({ bytes }) => bytes)) < need) continue;
    const found = fewestWorkers({ head, linked, most, own, need, isPinned }, (parts) => {
      const layout = layOut(terms, parts);
      return layout && foundWith(ledger, { form, serving, layout });
    });
    if (found === undefined) continue;
    const isAlike = best?.layout.workers.length === found.layout.workers.length;
    alike = isAlike ? alike + 1 : 0;
    if (best === undefined || isBetter(found, best)) best = found;
  }
  return best;
}

/** Heads that need equally many workers: more of them are not tried once one has a place. */
const mostAlike = 8;

/** How many of the largest hold so many bytes; the heads come by size, so no later one needs fewer. */
function fewestThat(offers: readonly Offer[], bytes: number): number {
  let left = bytes;
  let workers = 0;
  while (left > 0 && workers < offers.length) left -= offers[workers++]?.bytes ?? 0;
  return left > 0 ? Infinity : workers;
}

const workersFor = ({ nodes, byName }: Fleet, { workers }: ExpertRequest): readonly FleetNode[] =>
  (workers === undefined ? nodes : workers.flatMap((name) => byName.get(name) ?? [])).filter(
    ({ unfit }) => unfit === undefined,
  );

interface Offer {
  readonly node: FleetNode;
  readonly bytes: number;
  readonly speed: number;
}

interface Wanted {
  readonly head: FleetNode;
  /** The largest first. */
  readonly linked: readonly Offer[];
  readonly most: number;
  /** What the head itself can hold at most. */
  readonly own: number;
  /** The least that any layout needs; it spares hopeless attempts. */
  readonly need: number;
  readonly isPinned: boolean;
}

type Try = (parts: {
  readonly head: FleetNode;
  readonly workers: readonly FleetNode[];
  readonly headHolds?: boolean;
}) => Found | undefined;

/** As few workers as will do, starting with the largest; then faster ones in their place as long as it still fits. */
function fewestWorkers({ head, linked, most, own, need, isPinned }: Wanted, attempt: Try): Found | undefined {
  if (isPinned) {
    const workers = linked.map(({ node }) => node);
    return attempt({ head, workers, headHolds: false }) ?? attempt({ head, workers });
  }
  let bytes = own;
  for (let count = 1; count <= Math.min(most, linked.length); count++) {
    bytes += linked[count - 1]?.bytes ?? 0;
    if (bytes < need) continue;
    const found = attempt({ head, workers: inOrder(linked.slice(0, count)) });
    if (found !== undefined) return withFaster({ head, linked, count, found }, attempt);
  }
  return undefined;
}

function withFaster(
  { head, linked, count, found }: { head: FleetNode; linked: readonly Offer[]; count: number; found: Found },
  attempt: Try,
): Found {
  const fastest = linked.toSorted((one, other) => other.speed - one.speed);
  if ((fastest[0]?.speed ?? 0) <= Math.min(...linked.slice(0, count).map(({ speed }) => speed))) return found;
  let best = found;
  let chosen = linked.slice(0, count);
  for (const place of chosen.toSorted((one, other) => one.speed - other.speed)) {
    const faster = fastest.find((offer) => offer.speed > place.speed && !chosen.includes(offer));
    if (faster === undefined) continue;
    const changed = chosen.map((offer) => (offer === place ? faster : offer));
    const again = attempt({ head, workers: inOrder(changed) });
    if (again === undefined || again.layout.workers.length > best.layout.workers.length || !isBetter(again, best))
      continue;
    best = again;
    chosen = changed;
  }
  return best;
}

/** Layers go to workers in the order of their names. */
const inOrder = (offers: readonly Offer[]): readonly FleetNode[] =>
  offers.map(({ node }) => node).sort((one, other) => (one.facts.name < other.facts.name ? -1 : 1));
