/**
 * JSON that Nomad's template runner leaves as it is: what would begin an expression is written as one that prints it. In JSON without
 * spaces two braces meet in a text only, never in what is around it.
 */
export const nomadJson = (value: unknown): string => JSON.stringify(value).replaceAll("{{", "{{`{{`}}");

/** The expression by which Nomad's template runner writes an item of the variable that belongs to a job. */
export const nomadVariable = (job: string, item: string): string =>
  `{{ with nomadVar "nomad/jobs/${job}" }}{{ ${/^[a-z]+$/.test(item) ? `.${item}` : `index . "${item}"`} }}{{ end }}`;
