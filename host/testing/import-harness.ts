/** A project in a temporary folder, and imports into it, for the tests of import. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type {
  ImportChoices,
  ImportKind,
  ImportMapping,
  ImportReport,
} from '../../core/contract/schema/dataset-import.js';
import type { Sample } from '../../core/contract/schema/sample.js';
import { decodeGray16, decodeRgb } from '../codecs/png.js';
import { decodeTiff } from '../codecs/tiff.js';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { startImport } from '../dataset/import/run.js';
import { NO_CHOICES, scanImport, type OpenScan } from '../dataset/import/scan.js';
import { HEIGHT, WIDTH, type Scene } from './import-set.js';

export const CELL = { category: 'cookie', split: 'test', anomaly: 'dent' } as const;

export class ImportHarness {
  readonly folder: string;
  readonly source: string;
  readonly store: ProjectStore;

  private constructor(folder: string, store: ProjectStore) {
    this.folder = folder;
    this.source = join(folder, 'source');
    this.store = store;
  }

  static async make(): Promise<ImportHarness> {
    const folder = await mkdtemp(join(tmpdir(), 'pd-import-'));
    await createProject(join(folder, 'project'), 'test');
    return new ImportHarness(folder, await openProject(join(folder, 'project')));
  }

  async dispose(): Promise<void> {
    await this.store.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  scan(
    path = this.source,
    as: ImportKind | null = null,
    mapping: ImportMapping | null = null,
  ): Promise<OpenScan> {
    return scanImport({
      ...{ path, as, mapping, told: () => undefined },
      anomalyTypes: this.store.project().anomalyTypes,
    });
  }

  /** All groups of a scan with CELL and `choices`; the scan is closed. */
  async run(scan: OpenScan, choices: Partial<ImportChoices> = {}): Promise<ImportReport> {
    const job = startImport({
      ...{ scan, store: this.store, except: [], told: () => undefined, threads: 0 },
      groups: scan.result.groups.map(({ id }) => ({
        id,
        choices: { ...NO_CHOICES, ...CELL, ...choices },
      })),
    });
    const report = await job.done;
    await scan.tree.close();
    return report;
  }

  async sample(report: ImportReport, key: string): Promise<{ sample: Sample; path: string }> {
    const id = report.samples.find((one) => one.key === key)?.id;
    if (id === undefined) throw new Error(`${key} was not imported: ${JSON.stringify(report)}`);
    return this.store.read(id);
  }
}

export async function expectRgb(path: string, scene: Scene): Promise<void> {
  const file = join(path, 'rgb.png');
  const { data } = await decodeRgb(file, await readFile(file));
  expect(Buffer.from(data).equals(Buffer.from(scene.rgb))).toBe(true);
}

export async function expectCounts(path: string, scene: Scene): Promise<void> {
  const file = join(path, 'depth.png');
  const { data } = await decodeGray16(file, await readFile(file));
  expect(Buffer.from(data.buffer).equals(Buffer.from(scene.counts.buffer))).toBe(true);
}

/** z of the points, 0 without data. */
export function depthOf(scene: Scene): Float32Array {
  return Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => scene.xyz[3 * i + 2]!);
}

export async function expectMetres(path: string, metres: Float32Array): Promise<void> {
  const { data } = decodeTiff('depth.tiff', await readFile(join(path, 'depth.tiff')));
  expect(Buffer.from(data.buffer).equals(Buffer.from(metres.buffer))).toBe(true);
}
