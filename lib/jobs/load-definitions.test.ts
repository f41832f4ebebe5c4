import { expect, test } from "vitest";
import { z } from "zod";
import type { Job } from "./define-job.ts";
import { declaredBy, declaredSecrets, jobsIn, loadDefinitions } from "./load-definitions.ts";

const { roles, jobs } = await loadDefinitions();
const gateway = jobs.find(({ name }) => name === "gateway")!;
const hello = (declared: Partial<Job>): Job => {
  const job: { options?: unknown } & Job = { ...gateway, name: "hello", ports: {}, secrets: {}, ...declared };
  // Of options, only those that a test gives.
  if (declared.options === undefined) delete job.options;
  return job;
};

const mistake = (message: string): unknown =>
  expect.objectContaining({ code: "DEFINITION_INVALID", at: "jobs/hello.ts", message });

test("two declarations of one port number are refused, with the file of the later one", () => {
  const ports = { hello: { default: 4646, description: "" } } as unknown as Job["ports"];
  expect(() => declaredBy(roles, [...jobs, hello({ ports })])).toThrow(
    mistake("hello and Hearth declare the same port: hello and nomad.http have 4646"),
  );
});

test("two declarations of one port name are refused", () => {
  const ports = { gateway: { default: 9, description: "" } } as unknown as Job["ports"];
  expect(() => declaredBy(roles, [...jobs, hello({ ports })])).toThrow(
    mistake("hello declares the port gateway, which is declared already"),
  );
});

test("two declarations of one secret are refused", () => {
  const [name = ""] = Object.keys(gateway.secrets);
  expect(() => declaredSecrets(roles, [...jobs, hello({ secrets: gateway.secrets })])).toThrow(
    mistake(`hello declares the secret ${name}, which is declared already`),
  );
});

test("an option without a default is refused with its name", () => {
  const options = z.strictObject({ greeting: z.string(), loud: z.boolean().default(false) });
  expect(() => declaredBy(roles, [...jobs, hello({ options })])).toThrow(mistake("the option greeting has no default"));
});

test("an optional job is one of a cluster's only where its options are, which the inventory decides", () => {
  const all = [hello({ optional: true, options: z.strictObject({}) }), gateway];
  const names = (jobOptions?: Readonly<Record<string, unknown>>): readonly string[] =>
    jobsIn(all, jobOptions === undefined ? {} : { jobOptions }).map(({ name }) => name);
  expect(names()).toEqual(["gateway"]);
  expect(names({ hello: {} })).toEqual(["hello", "gateway"]);
  expect(declaredBy(roles, all).optionalJobs).toEqual(["hello"]);
});

test("an optional job without options is refused, since nothing could turn it on", () => {
  expect(() => declaredBy(roles, [hello({ optional: true })])).toThrow(
    mistake("hello is optional and has no options, so no inventory can turn it on"),
  );
});
