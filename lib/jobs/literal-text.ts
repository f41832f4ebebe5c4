/**
 * Plain data as Nomad's template runner has to be given it to come out as it is: what would begin an expression is written as one that
 * prints it. In JSON without spaces two braces meet in a text only, never in what is around it.
 */
export const literalText = <T>(data: T): T => JSON.parse(JSON.stringify(data).replaceAll("{{", "{{`{{`}}")) as T;
