import { join } from "node:path";
import { CommanderError } from "commander";
import { expect, test, vi } from "vitest";
import { root } from "../../paths.ts";
import { createProgram } from "../create-program.ts";

const home = join(root, "stacks", "samples", "home.inventory.yaml");

/** What `hearth config …` prints, on stdout and on stderr, and its exit code. */
async function run(...args: readonly string[]): Promise<{ out: string; err: string; exitCode: number }> {
  const [out, err] = [vi.spyOn(process.stdout, "write"), vi.spyOn(process.stderr, "write")];
  for (const stream of [out, err]) stream.mockReturnValue(true);
  const text = ({ mock }: typeof out): string => mock.calls.map(([chunk]) => String(chunk)).join("");
  try {
    const program = await createProgram(new AbortController().signal);
    await program.parseAsync(["config", ...args], { from: "user" });
    return { out: text(out), err: text(err), exitCode: 0 };
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return { out: text(out), err: text(err), exitCode: thrown.exitCode };
  } finally {
    vi.restoreAllMocks();
  }
}

test("docs lists the sections, and prints one", async () => {
  expect((await run("docs")).out).toMatch(/^section +meaning\ncluster +The cluster as a whole\.\n/);
  expect((await run("docs", "options.base")).out).toContain(
    "options.base.timezone  (time zone; default: `Etc/UTC`)\n    Name of a time zone",
  );
});

test("docs --json has the fields as data", async () => {
  const { fields } = JSON.parse((await run("--json", "docs", "models.sha256")).out) as { fields: unknown };
  expect(fields).toEqual([
    expect.objectContaining({ path: "models.MODEL.sha256", type: "SHA-256 checksum", required: true }),
  ]);
});

test("explain prints settings with their lines; --json has them as data", async () => {
  expect((await run("explain", "n2", "--file", home)).out).toMatch(
    /^resources\.memory +28 GiB +\S+home\.inventory\.yaml:\d+ groups\.big\.resources\.memory$/m,
  );
  const { out } = await run("--json", "explain", "n2", "--file", home);
  const { settings } = JSON.parse(out) as { settings: readonly object[] };
  expect(settings).toContainEqual({
    name: "resources.memory",
    value: "28 GiB",
    from: expect.objectContaining({ file: home, path: "groups.big.resources.memory" }) as object,
  });
});

test.each([
  [["docs", "gatway"], "there is no section gatway in the inventory; did you mean `gateway`?"],
  [["explain", "nn2", "--file", home], `there is no node nn2 in ${home}; did you mean \`n2\`?`],
])("%j is a usage error with a suggestion", async (args, message) => {
  const { out, err, exitCode } = await run(...args);
  expect([out, exitCode]).toEqual(["", 64]);
  expect(err).toContain(`error: ${message}`);
});
