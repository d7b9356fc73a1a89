/** `npm run deploy -- --init`: asks what is needed and writes `<name>.json` and `<name>.secrets.json`. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { z } from 'zod';
import { JURISDICTIONS } from '../../src/platform/jurisdiction.ts';
import { nameSchema, publicUrlSchema, settingsSchema } from './choices.ts';
import { DeployFailure } from './failure.ts';
import { newDeployment } from './new-deployment.ts';

const { ILIVE_API_KEY, ILIVE_WEBHOOK_SECRET } = settingsSchema.shape;

/** Takes no answer, too; else the refusal is that of the schema. */
const orEmpty = (schema: z.ZodType<string>) =>
  z.string().superRefine((answer, context) => {
    const message = answer === '' ? undefined : schema.safeParse(answer).error?.issues[0]?.message;
    if (message !== undefined) context.addIssue(message);
  });

/** Refuses a name whose files are there: before the other questions, which ask for secrets. */
const freeNameSchema = (files: readonly string[]) =>
  nameSchema.refine((name) => !filesOf(name).some((file) => files.includes(file)), {
    error: ({ input }) =>
      `deployments/${input}.json or its secrets file is there already: choose another name, or move the old files away`,
    abort: true,
  });

const filesOf = (name: string) => [`${name}.json`, `${name}.secrets.json`] as const;
const present = (folder: string) => readdir(folder).catch(() => []);

/** Asks, and writes the files. @throws DeployFailure when one of them is there already */
export async function init(folder: string): Promise<void> {
  const asker = openAsker();
  const answers = {
    name: await asker.ask(
      'Name of the deployment, such as kyc-staging: ',
      freeNameSchema(await present(folder)),
    ),
    publicUrl: await asker.ask(
      'Its address, such as https://kyc.example.com (empty: at workers.dev): ',
      orEmpty(publicUrlSchema),
    ),
    jurisdiction: await asker.ask(
      `Where the data must lie, never to be changed: ${JURISDICTIONS.join(', ')} (empty: anywhere): `,
      orEmpty(z.enum(JURISDICTIONS, `must be ${JURISDICTIONS.join(', ')}, or empty`)),
    ),
    iliveApiKey: await asker.ask('API key at iLive (iksk_…, not shown): ', ILIVE_API_KEY, true),
    iliveWebhookSecret: await asker.ask('Webhook secret at iLive (not shown): ', ILIVE_WEBHOOK_SECRET, true),
  };
  asker.close();
  const { choices, secrets, apiKeys } = newDeployment(answers);
  const [choicesFile, secretsFile] = filesOf(answers.name);
  await mkdir(folder, { recursive: true });
  await writeNew(join(folder, secretsFile), secrets, 0o600);
  await writeNew(join(folder, choicesFile), choices, 0o644);
  console.log(`\nThe API keys. They stand nowhere else and are not shown again:`);
  for (const { name, scopes, key } of apiKeys)
    console.log(`  ${name.padEnd(9)} ${scopes.join(', ').padEnd(11)} ${key}`);
  console.log(`
Written: deployments/${answers.name}.json (your choices: commit it)
         deployments/${answers.name}.secrets.json (readable by you only, ignored by git: keep a copy where you keep secrets;
         without its DATA_KEY the data is lost)
Next:    npm run deploy -- deployments/${answers.name}.json`);
}

async function writeNew(file: string, content: unknown, mode: number): Promise<void> {
  // `wx`: a file that is there may hold the only copy of a DATA_KEY.
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx', mode }).catch(
    (error: unknown) => {
      throw new DeployFailure(
        `${file} cannot be written: ${error}`,
        'choose another name, or move the old file away',
      );
    },
  );
}

/** Asks for lines; on a terminal again until an answer is right. What is secret is not echoed. */
function openAsker() {
  const isTerminal = process.stdin.isTTY === true;
  let isMuted = false;
  const output = new Writable({
    write(chunk, _, done) {
      if (!isMuted) process.stdout.write(chunk);
      done();
    },
  });
  const reader = createInterface({ input: process.stdin, output, terminal: isTerminal });
  const lines = reader[Symbol.asyncIterator]();

  return {
    async ask<T extends z.ZodType>(question: string, schema: T, isSecret = false): Promise<string> {
      for (;;) {
        process.stdout.write(question);
        isMuted = isSecret;
        const line = await lines.next();
        isMuted = false;
        if (isSecret || !isTerminal) process.stdout.write('\n');
        if (line.done)
          throw new DeployFailure('an answer is missing', 'run it in a terminal, or pipe five lines into it');
        const answer = line.value.trim();
        const parsed = schema.safeParse(answer);
        if (parsed.success) return answer;
        const message = parsed.error.issues[0]?.message ?? 'not valid';
        if (!isTerminal)
          throw new DeployFailure(`${question}${message}`, 'correct the answer and run it again');
        console.log(`  ${message}`);
      }
    },
    close: () => reader.close(),
  };
}
