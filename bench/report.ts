/** What a part hands back: text for RESULTS.md, pictures, and how it stands to its goals. */

/** A figure beside its goal; `met` is null where there is none. */
export type Figure = {
  readonly what: string;
  readonly value: string;
  readonly goal: string;
  readonly met: boolean | null;
};

/** What a part found. */
export type Findings = {
  readonly figures: readonly Figure[];
  /** Markdown below the figures. */
  readonly notes: string;
  /** Pictures by file name. */
  readonly pictures?: Readonly<Record<string, string>>;
};

/** One part of the bench. */
export type Part = { readonly title: string; readonly run: () => Promise<Findings> };

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join(
    '\n',
  );
}

/** A number for reading: at most that many digits after the point. */
export function fixed(value: number, digits = 2): string {
  return Number(value.toFixed(digits)).toLocaleString('en-GB', { maximumFractionDigits: digits });
}
