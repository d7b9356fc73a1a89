/** Makes the OpenAPI 3.1 document from the schemas of the routes; adds the introduction, tags and shared components. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from 'hono';
import { scopeSchema, scopesThatOpen } from '#src/config/api-keys.ts';
import { applicantEventSchema } from '#src/core/events.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { registerComponents } from './openapi-components.ts';
import { type OpenApiDocument, openApiSchema } from './openapi-document.ts';
import { introduction } from './openapi-introduction.ts';
import { registerNotifications } from './openapi-notifications.ts';

const tags = [
  {
    name: 'Applicants',
    description: 'For your backend, with the scope `applicants`: create, upload, start liveness, read.',
  },
  {
    name: 'Reviews',
    description: 'For your reviewers’ tool, with the scope `reviews`: the queue, the photos, the decisions.',
  },
  {
    name: 'Known faces',
    description:
      'For customers from before, with the scope `import`: their faces, so that nobody is onboarded twice.',
  },
  { name: 'Audit', description: 'For your auditors, with the scope `audit`: the log behind every decision.' },
  {
    name: 'Notifications',
    description: 'Sent to your backend, signed by [Standard Webhooks](https://www.standardwebhooks.com) 1.0.',
  },
  { name: 'Callbacks', description: 'For iLive and for browsers that come from there.' },
  { name: 'Service', description: 'For operators and tools.' },
];

const METHODS = ['get', 'put', 'post', 'delete'] as const;

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>;
type Operation = NonNullable<NonNullable<Document['paths']>[string]['get']>;
type Schemas = NonNullable<NonNullable<Document['components']>['schemas']>;

/**
 * Makes the OpenAPI document. This is slow and needs much text, so `npm run openapi` does it ahead of deployment and
 * the Worker imports nothing from this file.
 * @param app the app with all routes
 */
export function makeOpenApiDocument<E extends Env>(app: OpenAPIHono<E>): OpenApiDocument {
  const documentedApp = new OpenAPIHono().route('/', app);
  registerComponents(documentedApp.openAPIRegistry);
  registerNotifications(documentedApp.openAPIRegistry);
  const info = { title: 'KYC onboarding', version: manifest.version };
  const servers = [{ url: '/', description: 'Where this document came from' }];
  const document = documentedApp.getOpenAPI31Document({ openapi: '3.1.0', info, servers, tags });
  document.info = {
    ...info,
    description: introduction,
    license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
  };
  const { schemas = {}, examples = {} } = document.components ?? {};
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of METHODS.flatMap((method) => path[method] ?? [])) complete(operation, schemas);
  }
  if (schemas.Event)
    schemas.Event.description = `One entry of the log. Types, and what \`data\` holds:\n\n${eventTypes()}`;
  const text = JSON.stringify(document);
  for (const name of Object.keys(examples)) {
    if (!text.includes(`"#/components/examples/${name}"`)) delete examples[name];
  }
  return openApiSchema.parse(document);
}

/** Completes an operation: its scope in words, whether its body is required, `X-Request-Id` on each response. */
function complete(operation: Operation, schemas: Schemas): void {
  const [scope] = operation.security?.flatMap((scheme) => scheme.apiKey ?? []) ?? [];
  if (scope) {
    const others = scopesThatOpen(scopeSchema.parse(scope)).filter((other) => other !== scope);
    const implying = others.length === 0 ? '' : `, or with one that implies it: \`${others.join('`, `')}\``;
    operation.description += `\n\nNeeds an API key with the scope \`${scope}\`${implying}.`;
  }
  const { requestBody: body, responses } = operation;
  if (body && 'content' in body) {
    const names = Object.values(body.content).map((media) => media.schema?.$ref?.split('/').at(-1) ?? '');
    // Set here and not in the route: there it would make the framework refuse a form where JSON is possible too.
    const hasRequiredFields = names.some((name) => {
      const schema = schemas[name];
      return schema && 'required' in schema && schema.required?.length;
    });
    if (hasRequiredFields) body.required = true;
  }
  for (const response of Object.values(responses ?? {})) {
    const requestId = { $ref: '#/components/headers/X-Request-Id' };
    response.headers = { 'X-Request-Id': requestId, ...response.headers };
  }
}

/** Lists the types of events, and the fields of each. */
function eventTypes(): string {
  const lines = applicantEventSchema.unwrap().options.map(({ shape: { type, data } }) => {
    return `- \`${type.value}\`: ${Object.keys(data.shape).join(', ')}`;
  });
  return lines.join('\n');
}
