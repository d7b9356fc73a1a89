/** Responses that several routes share, as the documentation lists them. */
import { z } from '@hono/zod-openapi';
import { applicantSchema, createdApplicantSchema } from '#src/contract/applicant.ts';
import type { ExampleName } from './openapi/examples.ts';
import { examplesOf } from './openapi/references.ts';

/** A response that is an applicant, with named examples. */
export function applicantResponse(description: string, ...examples: ExampleName[]) {
  return {
    description,
    content: { 'application/json': { schema: applicantSchema, examples: examplesOf(examples) } },
  };
}

/** The same, of `POST /v1/applicants`. */
export function createdResponse(description: string, ...examples: ExampleName[]) {
  return {
    description,
    content: { 'application/json': { schema: createdApplicantSchema, examples: examplesOf(examples) } },
  };
}

const okSchema = z.object({ status: z.literal('ok') }).openapi('Ok');

/** A response that says no more than that. */
export function okResponse(description: string) {
  return { description, content: { 'application/json': { schema: okSchema } } };
}
