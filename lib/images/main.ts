import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { HearthError } from "@hearth/kernel/errors.ts";
import { createLog, fileSink, terminalSink } from "@hearth/kernel/log.ts";
import { jobKeyFile } from "../cluster/access-files.ts";
import { ensureDocker } from "../lab/docker/find-docker.ts";
import { stackFolder } from "../paths.ts";
import { runMain } from "../run-main.ts";
import { readContexts } from "./build-context.ts";
import { pushImage } from "./docker-image.ts";
import { readImageRecord, recordImage } from "./image-record.ts";
import { openForward } from "./open-forward.ts";
import { pushedImageSchema, pushingUser } from "./pushed-image.ts";
import { removeTags } from "./remove-tags.ts";
import { tagOf } from "./repository.ts";

/*
 * What Pulumi runs for an image: `hearth-image push APP <IMAGE`. HEARTH_STACK names the stack. It builds the image, pushes it through SSH,
 * and prints the digest that the registry gives it. Of former images the last one stays, for a job that goes back to it.
 */

await runMain(async (signal) => {
  const [verb, app = ""] = process.argv.slice(2);
  const stack = process.env["HEARTH_STACK"];
  if (verb !== "push" || stack === undefined) {
    throw new TypeError("usage: HEARTH_STACK=STACK node lib/images/main.ts push APP <IMAGE");
  }
  const image = pushedImageSchema.parse(JSON.parse(await text(process.stdin)));
  const folder = stackFolder(stack);
  const log = createLog(terminalSink, fileSink(join(folder, "log", "images.jsonl")));
  const context = readContexts(folder).find((known) => known.app === app && known.digest === image.context);
  if (context === undefined) throw notLaidOut(app);
  const password = readFileSync(jobKeyFile(folder, "registry"), "utf8").trim();
  const { host } = await ensureDocker(log, signal);
  const forward = await openForward({
    sshConfigFile: join(folder, "ssh_config"),
    node: image.node,
    target: `127.0.0.1:${image.port}`,
  });
  const target = { registry: `127.0.0.1:${forward.port}`, user: pushingUser, password };
  try {
    const digest = await log.step(`image ${app}: build and push`, () => pushImage(context, target, host));
    const former = readImageRecord(folder)[app]?.context;
    recordImage(folder, app, { context: context.digest, digest });
    const kept = [context.digest, ...(former === undefined ? [] : [former])].map((of) => tagOf({ digest: of }));
    await removeTags(app, { ...target, kept }).catch((thrown: unknown) =>
      log.warn(`image ${app}: former images stay in the registry: ${String(thrown)}`),
    );
    return digest;
  } finally {
    forward.close();
  }
});

const notLaidOut = (app: string): HearthError =>
  new HearthError({
    code: "STATE_MISSING",
    message: `what the image of ${app} is built from is not there any more`,
    hint: "Run `hearth up` again, which lays it out.",
  });
