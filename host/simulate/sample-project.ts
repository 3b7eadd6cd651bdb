/** A project of simulated samples to try the studio with: small pictures, every split and anomaly type. */
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import { SAMPLE_PROJECT, type DataSetOptions } from '../../core/simulator/data-set.js';
import type { PaperCategory } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { TEMPORARY } from '../files/atomic.js';
import { asStudioError } from '../files/errors.js';
import { SIMULATION_FILE, simulate } from './simulate.js';

export interface SampleProjectOptions {
  /** The project's folder: not there yet, or empty. */
  readonly path: string;
  readonly name: string;
  readonly categories: readonly PaperCategory[];
  readonly seed: number;
  /** SAMPLE_PROJECT by default. */
  readonly counts?: Omit<DataSetOptions, 'categories' | 'seed'>;
}

/**
 * Rendered beside `path` and renamed at the end: a cancelled or failed one leaves nothing.
 * @throws StudioError project-exists, bad-path (the folder holds other things), cancelled, disk-full
 */
export async function makeSampleProject(
  { path, name, categories, seed, counts = SAMPLE_PROJECT }: SampleProjectOptions,
  told: (progress: { done: number; total: number }) => void,
  signal: AbortSignal,
): Promise<void> {
  await mustBeFree(path);
  const stage = join(dirname(path), `${TEMPORARY}${String(process.pid)}-${basename(path)}`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await simulate(
      {
        ...counts,
        categories,
        seed,
        out: stage,
        projectFolder: stage,
        name,
        parts: { project: true, tree: false },
        whole: false,
      },
      ({ done, total }) => {
        told({ done, total });
      },
      signal,
    );
    await rm(join(stage, SIMULATION_FILE));
    await rmdir(path).catch(() => undefined);
    await rename(stage, path);
  } catch (error) {
    throw asStudioError(error, path);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

async function mustBeFree(path: string): Promise<void> {
  const names = await readdir(path).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw asStudioError(error, path);
  });
  if (names.length === 0) return;
  const code = names.includes('project.json') ? 'project-exists' : 'bad-path';
  throw new StudioError(
    code,
    text(code === 'bad-path' ? 'error.folder-not-empty.message' : 'error.project-exists.message', {
      path,
    }),
    text('error.project-exists.hint'),
    { path },
  );
}
