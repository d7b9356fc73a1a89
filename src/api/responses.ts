/** Descriptions of responses that several routes share, for the OpenAPI document. */
import { z } from '@hono/zod-openapi';
import { applicantSchema, createdApplicantSchema } from '#src/contract/applicant.ts';
import type { ExampleName } from './openapi/examples.ts';
import { examplesOf } from './openapi/references.ts';

/** Describes a response whose body is an applicant, with named examples. */
export function applicantResponse(description: string, ...examples: ExampleName[]) {
  return {
    description,
    content: { 'application/json': { schema: applicantSchema, examples: examplesOf(examples) } },
  };
}

/** Describes a response of `POST /v1/applicants`, whose body may include `onboarding_url`. */
export function createdResponse(description: string, ...examples: ExampleName[]) {
  return {
    description,
    content: { 'application/json': { schema: createdApplicantSchema, examples: examplesOf(examples) } },
  };
}

const okSchema = z.object({ status: z.literal('ok') }).openapi('Ok');

/** Describes a response whose body is `{"status": "ok"}`. */
export function okResponse(description: string) {
  return { description, content: { 'application/json': { schema: okSchema } } };
}
