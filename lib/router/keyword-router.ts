import { plainWord } from "@hearth/language/gloss-german.ts";
import { noRoute } from "@hearth/classifier/classifier-file.ts";
import { topicsOf } from "@hearth/classifier/topics-of.ts";

/** What a topic's words say about the route. */
const routeOfTopic: Readonly<Record<string, string>> = {
  live: noRoute,
  action: noRoute,
  create: noRoute,
  people: "chat",
};

/** The baseline that needs no training: the route with the most keywords in the text; `none` if there are none. */
export function keywordRouter({ text }: { readonly text: string }): string {
  const counts = new Map<string, number>();
  for (const word of text.match(/[\p{L}\p{M}\d]+/gu) ?? []) {
    for (const topic of topicsOf(plainWord(word))) {
      const route = routeOfTopic[topic] ?? topic;
      counts.set(route, (counts.get(route) ?? 0) + 1);
    }
  }
  let best = { route: noRoute, count: 0 };
  for (const [route, count] of counts) if (count > best.count) best = { route, count };
  return best.route;
}
