/**
 * JSON that Nomad's template runner prints unchanged: `{{` is written as an expression that prints it. In JSON without spaces two
 * braces are only adjacent inside a string.
 */
export const nomadJson = (value: unknown): string => JSON.stringify(value).replaceAll("{{", "{{`{{`}}");

/** The template expression that makes Nomad print an item of a job's variable. */
export const nomadVariable = (job: string, item: string): string =>
  `{{ with nomadVar "nomad/jobs/${job}" }}{{ ${/^[a-z]+$/.test(item) ? `.${item}` : `index . "${item}"`} }}{{ end }}`;
