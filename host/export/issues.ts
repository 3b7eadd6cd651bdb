/** What stands in the way of an export, in sentences. */
import type { ExportIssue } from '../../core/contract/schema/dataset-export.js';
import type { ExportManifest } from '../../core/contract/schema/export-manifest.js';
import { text, type TextKey } from '../../core/text/index.js';

const NAMED = 5;
const MAX_IDS = 10_000;

export class IssueList {
  private readonly issues: ExportIssue[] = [];
  private readonly left = new Map<string, string>();

  /** Nothing where no sample is concerned. */
  add(
    kind: Exclude<ExportIssue['kind'], 'target'>,
    ids: readonly string[],
    blocks: boolean,
    values: Readonly<Record<string, string>> = {},
  ): void {
    if (ids.length === 0) return;
    const rest = ids.length - NAMED;
    const message: TextKey = `export.issue.${kind}.message`;
    const hint: TextKey = `export.issue.${kind}.hint`;
    const named = ids.slice(0, NAMED).join(', ') + (rest > 0 ? `, +${String(rest)}` : '');
    for (const id of ids) this.left.set(id, kind);
    this.issues.push({
      kind,
      blocks,
      message: text(message, { n: ids.length, ids: named, ...values }),
      hint: text(hint),
      count: ids.length,
      sampleIds: ids.slice(0, MAX_IDS),
    });
  }

  put(issue: ExportIssue): void {
    this.issues.push(issue);
  }

  all(): readonly ExportIssue[] {
    return this.issues;
  }

  skipped(categoryOf: (id: string) => string): ExportManifest['skipped'] {
    return [...this.left].map(([id, reason]) => ({ id, category: categoryOf(id), reason }));
  }
}
