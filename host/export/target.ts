/** What is at the place of an export now, and the folder beside it where the files are made. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ExportFormat, ExportIssue } from '../../core/contract/schema/dataset-export.js';
import type { ExportManifest } from '../../core/contract/schema/export-manifest.js';
import { text } from '../../core/text/index.js';
import { TEMPORARY } from '../files/atomic.js';
import { readManifest, readZipManifest } from './manifest.js';

export interface Target {
  readonly manifest: ExportManifest | null;
  readonly issues: readonly ExportIssue[];
}

/** The same for every export to this path, so that a killed one is gone on with. */
export function stagingOf(path: string): string {
  return join(dirname(path), `${TEMPORARY}export-${basename(path)}`);
}

export async function lookAtTarget(
  path: string,
  kind: 'folder' | 'zip',
  format: ExportFormat,
): Promise<Target> {
  const found = await stat(path).catch(() => null);
  if (!found) return { manifest: null, issues: [] };
  const foreign = [issue('export.issue.target.message', { path })];
  if (kind === 'zip') {
    const manifest = found.isFile() ? await readZipManifest(path) : null;
    return manifest ? { manifest, issues: [] } : { manifest: null, issues: foreign };
  }
  if (!found.isDirectory()) return { manifest: null, issues: foreign };
  const manifest = await readManifest(path);
  if (!manifest) {
    const names = await readdir(path);
    return { manifest: null, issues: names.length === 0 ? [] : foreign };
  }
  if (manifest.format !== format)
    return {
      manifest,
      issues: [issue('export.issue.other-format.message', { path, format: manifest.format })],
    };
  return { manifest, issues: [] };
}

function issue(
  key: 'export.issue.target.message' | 'export.issue.other-format.message',
  values: Record<string, string>,
): ExportIssue {
  return {
    kind: 'target',
    blocks: true,
    message: text(key, values),
    hint: text('export.issue.target.hint'),
    count: 0,
    sampleIds: [],
  };
}
