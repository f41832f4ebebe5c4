import type { PushTarget } from "./docker-image.ts";
import { repositoryOf } from "./repository.ts";

/** Removes an image's other tags from the registry, which then collects what only they needed. */
export async function removeTags(
  app: string,
  { registry, user, password, kept }: PushTarget & { readonly kept: readonly string[] },
): Promise<void> {
  const url = `http://${registry}/v2/${repositoryOf(app)}`;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const ask = async (path: string, method: string): Promise<Response> => {
    const accept = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json";
    const response = await fetch(`${url}/${path}`, { method, headers: { authorization, accept } });
    if (!response.ok) throw new Error(`the registry answered ${response.status} to ${method} ${path}`);
    return response;
  };
  const { tags } = (await (await ask("tags/list", "GET")).json()) as { readonly tags: readonly string[] | null };
  const digestOf = async (tag: string): Promise<string> =>
    (await ask(`manifests/${tag}`, "HEAD")).headers.get("docker-content-digest") ?? "";
  const all = await Promise.all((tags ?? []).map(async (tag) => ({ tag, digest: await digestOf(tag) })));
  // Two builds of one content may have the same digest; it stays while one of its tags does.
  const needed = new Set(all.filter(({ tag }) => kept.includes(tag)).map(({ digest }) => digest));
  const gone = new Set(all.map(({ digest }) => digest).filter((digest) => !needed.has(digest)));
  for (const digest of gone) await ask(`manifests/${digest}`, "DELETE");
}
