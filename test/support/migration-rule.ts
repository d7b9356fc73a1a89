/**
 * The rule for migrations after the first: they only add, since the release before still runs on the database. Anything
 * else needs a note directly before the statement that names the release since which nothing uses it:
 * `-- Unused since 1.2.0: why`.
 */

/** A statement: its words in upper case, its names as they are compared, and the comments directly before it. */
export type Statement = {
  readonly text: string;
  readonly words: readonly string[];
  readonly comments: readonly string[];
};

/** Strings, quoted names, comments, words, and single characters. What is never closed ends with the text. */
const TOKEN =
  /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[\w$]+|\S/g;

const isComment = (token: string) => token.startsWith('--') || token.startsWith('/*');
const isQuotedName = (token: string) => /^["`[]/.test(token);

/** A name is the same in any case, and quoted or not. A string is no word. */
function wordOf(token: string): string {
  if (token.startsWith("'")) return "''";
  return (isQuotedName(token) ? token.slice(1, -1) : token).toUpperCase();
}

/** Splits a migration into its statements. The body of a trigger belongs to its statement. */
export function statementsOf(sql: string): readonly Statement[] {
  const statements: Statement[] = [];
  let [tokens, comments]: [string[], string[]] = [[], []];
  let cases = 0;
  let isClosed = false;
  const end = () => {
    if (tokens.length > 0) statements.push({ text: tokens.join(' '), words: tokens.map(wordOf), comments });
    [tokens, comments, cases, isClosed] = [[], [], 0, false];
  };
  for (const [token] of sql.matchAll(TOKEN)) {
    if (isComment(token)) {
      if (tokens.length === 0) comments.push(token);
      continue;
    }
    const isTrigger = /^CREATE (?:TEMP |TEMPORARY )?TRIGGER /i.test(`${tokens.slice(0, 3).join(' ')} `);
    if (token === ';' && (!isTrigger || isClosed)) {
      end();
      continue;
    }
    tokens.push(token);
    const word = token.toUpperCase();
    if (word === 'CASE') cases += 1;
    else if (word === 'END' && cases > 0) cases -= 1;
    else isClosed = word === 'END';
  }
  end();
  return statements;
}

/** Gives the name that a `CREATE TABLE` or `CREATE VIEW` makes, or null for another statement. */
function madeBy({ words }: Statement): string | null {
  const match = / (?:TABLE|VIEW) (?:IF NOT EXISTS )?(\S+)/.exec(` ${words.slice(0, 8).join(' ')} `);
  return words[0] === 'CREATE' && match ? (match[1] ?? null) : null;
}

/** Whether the statement only adds. @param known the tables that there were before it */
function onlyAdds(statement: Statement, known: ReadonlySet<string>): boolean {
  const { words } = statement;
  const [first, second, , fourth] = words;
  if (first === 'CREATE' && second === 'TABLE') {
    // Made anew, it would be another one; `IF NOT EXISTS` would hide that it is there.
    const name = madeBy(statement);
    return name !== null && !known.has(name) && words[2] !== 'IF' && !words.includes('AS');
  }
  // A unique one could refuse what the release before writes.
  if (first === 'CREATE' && second === 'INDEX') return true;
  if (first === 'CREATE' && second === 'TRIGGER') return isHarmlessTrigger(words, known);
  if (first === 'ALTER' && second === 'TABLE' && fourth === 'ADD') {
    const isOptional = !words.includes('NOT') || words.includes('DEFAULT');
    return isOptional && !words.some((word) => ['UNIQUE', 'PRIMARY', 'REFERENCES', 'CHECK'].includes(word));
  }
  // Rows of a table that this migration makes are no one else's.
  return first === 'INSERT' && second === 'INTO' && !known.has(words[2] ?? '');
}

/** A trigger must come after the change, refuse nothing, and write only to tables that are new. */
function isHarmlessTrigger(words: readonly string[], known: ReadonlySet<string>): boolean {
  const body = words.slice(words.indexOf('BEGIN'));
  const written = body.flatMap((word, index) => {
    if (word === 'INTO') return [body[index + 1] ?? ''];
    if (word === 'FROM' && body[index - 1] === 'DELETE') return [body[index + 1] ?? ''];
    // Not `DO UPDATE SET` of an upsert.
    if (word === 'UPDATE' && body[index - 1] !== 'DO') return [body[index + 1] ?? ''];
    return [];
  });
  return words[3] === 'AFTER' && !body.includes('RAISE') && written.every((table) => !known.has(table));
}

const NOTE = /^-- Unused since (\d+\.\d+\.\d+): \S/;

/** A statement that may not stand there, and why. */
export type Refused = { readonly text: string; readonly why: string };

/**
 * Finds what a migration may not do.
 * @param earlier the migrations before it
 * @param released the versions that were released
 */
export function refusedIn(
  sql: string,
  earlier: readonly string[],
  released: readonly string[],
): readonly Refused[] {
  const tables = earlier.flatMap(statementsOf).flatMap((statement) => madeBy(statement) ?? []);
  const before: ReadonlySet<string> = new Set(tables);
  const made = new Set(tables);
  return statementsOf(sql).flatMap((statement) => {
    const { text, comments } = statement;
    // A table may not be made twice in this migration either.
    const known = madeBy(statement) === null ? before : made;
    const isAddition = onlyAdds(statement, known);
    made.add(madeBy(statement) ?? '');
    if (isAddition) return [];
    const since = NOTE.exec(comments.at(-1) ?? '')?.[1];
    if (since === undefined) return [{ text, why: 'it does more than add; see docs/storage.md' }];
    return released.includes(since) ? [] : [{ text, why: `${since} was not released` }];
  });
}
