import { readFileSync } from "node:fs";
import { setUp } from "./set-up.ts";
import { setUpConfigSchema } from "./set-up-config.ts";

/*
 * Sets Home Assistant up and ends: `node home-set-up.mjs CONFIG`. It runs beside Home Assistant at each of its starts and
 * does only what is not done yet.
 */
const file = process.argv[2];
if (file === undefined) throw new TypeError("usage: node home-set-up.mjs CONFIG");
const done = await setUp(setUpConfigSchema.parse(JSON.parse(readFileSync(file, "utf8"))));
for (const line of done.length === 0 ? ["everything is set up already"] : done) process.stdout.write(`${line}\n`);
