import { expect, test } from "vitest";
import { fileServer } from "../../tests/support/toolchain.ts";
import { auditTools } from "./audit-tools.ts";

interface Query {
  readonly package: { readonly ecosystem: string; readonly name: string };
  readonly version: string;
}

/** OSV as its documentation describes it, knowing one advisory. */
async function osv(affected: string, asked: Query[] = []): Promise<string> {
  return fileServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => (body += piece.toString()));
    request.on("end", () => {
      const { queries } = JSON.parse(body) as { queries: readonly Query[] };
      asked.push(...queries);
      const results = queries.map((query) =>
        query.package.name === affected ? { vulns: [{ id: "GO-2026-0001", modified: "2026-11-01T00:00:00Z" }] } : {},
      );
      response.end(JSON.stringify({ results }));
    });
  });
}

test("the pinned versions are asked for, each once, and advisories are given with their address", async () => {
  const asked: Query[] = [];
  const audit = await auditTools({ server: await osv("github.com/hashicorp/nomad", asked) });
  expect(audit.advisories).toEqual([
    {
      tool: "nomad",
      version: "1.11.3",
      id: "GO-2026-0001",
      url: "https://osv.dev/vulnerability/GO-2026-0001",
    },
  ]);
  // They come from their vendors only, in no ecosystem that OSV knows.
  expect(audit.unknown).toEqual(["pulumi-resource-docker", "grafana"]);
  expect(asked).toContainEqual({ package: { ecosystem: "Go", name: "stdlib" }, version: "1.26.6" });
  expect(asked).toContainEqual({ package: { ecosystem: "Go", name: "tailscale.com" }, version: "1.102.4" });
  expect(asked).toContainEqual({ package: { ecosystem: "PyPI", name: "numpy" }, version: "2.4.6" });
  expect(new Set(asked.map((query) => JSON.stringify(query))).size).toBe(asked.length);
});

test.each([
  [500, "", "it answered 500"],
  [200, "<html>", "Unexpected token"],
  [200, '{"results":{}}', "its answer has another form"],
  [200, '{"results":[]}', "it left out answers"],
])("a server that answers %i %s is no audit", async (status, body, because) => {
  const server = await fileServer((_request, response) => response.writeHead(status).end(body));
  await expect(auditTools({ server })).rejects.toMatchObject({
    code: "AUDIT_UNAVAILABLE",
    message: expect.stringContaining(because) as string,
  });
});

test("a server that cannot be reached is named with the reason", async () => {
  await expect(auditTools({ server: "http://127.0.0.1:1" })).rejects.toThrow(
    /127\.0\.0\.1:1 did not answer: .*ECONNREFUSED/,
  );
});
