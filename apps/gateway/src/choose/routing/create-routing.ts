import type { Dispatcher } from "undici";
import type { ExpertProperties } from "../../upstream/experts/expert-properties.ts";
import { embedByExpert } from "../../upstream/embedding/embed-by-expert.ts";
import { readJsonFile } from "@hearth/service/read-json-file.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { Chooser } from "../../domain/choice.ts";
import { classifierFileSchema } from "@hearth/classifier/classifier-file.ts";
import { Classifier } from "@hearth/classifier/classifier.ts";
import { SemanticRouter } from "./semantic-router.ts";
import { shippedClassifier } from "@hearth/classifier/shipped-classifier.ts";
import { createChooser } from "./create-chooser.ts";
import type { Expert } from "../../domain/expert.ts";
import { emptyMapping, type Mapping } from "@hearth/contracts/gateway/mapping-file.ts";
import { watchMapping } from "./mapping-watch.ts";
import type { RoutingConfig } from "@hearth/contracts/gateway/routing-config.ts";

export interface RoutingPorts {
  readonly experts: () => readonly Expert[];
  readonly dispatcher: Pick<Dispatcher, "request">;
  readonly properties: Pick<ExpertProperties, "of" | "learn">;
  readonly log: Pick<JsonLog, "info" | "error">;
}

export interface Routing {
  readonly chooser: Chooser;
  /** Other names for experts, models or `auto`, as last read. */
  readonly aliases: () => Mapping["aliases"];
  /** Reads the mapping file again. */
  reload(): void;
  close(): void;
}

/** Routing as configured. Throws HearthError if the mapping or the classifier cannot be read or is not valid. */
export function createRouting(config: RoutingConfig, ports: RoutingPorts): Routing {
  const { experts, properties } = ports;
  const { mappingFile } = config;
  if (mappingFile === undefined) {
    const chooser = createChooser({ experts, properties, mapping: () => emptyMapping, router: undefined });
    return { chooser, aliases: () => emptyMapping.aliases, reload: () => undefined, close: () => undefined };
  }
  const watch = watchMapping(mappingFile, ports.log);
  const router = semanticRouter(config, ports);
  return {
    chooser: createChooser({ experts, properties, mapping: () => watch.current, router }),
    aliases: () => watch.current.aliases,
    reload: () => watch.reload(),
    close: () => watch.close(),
  };
}

function semanticRouter(config: RoutingConfig, { experts, dispatcher }: RoutingPorts): SemanticRouter {
  const { classifierFile, embeddingMs, remembered } = config;
  const classifier = new Classifier(
    classifierFile === undefined ? shippedClassifier() : readJsonFile(classifierFile, classifierFileSchema),
  );
  // The classifier only understands vectors of the model it was trained with.
  const own = (): readonly Expert[] => experts().filter(({ model }) => model === classifier.embedder.model);
  return new SemanticRouter({
    classifier,
    embed: embedByExpert({ experts: own, dispatcher, limitMs: embeddingMs }),
    remembered,
  });
}
