/** A new sample folder: written beside, flushed, then renamed, so that it is there whole or not at all. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sample } from '../../core/contract/schema/sample.js';
import {
  flushFolder,
  jsonText,
  renameStubborn,
  temporaryName,
  writeFlushed,
} from '../files/atomic.js';
import { asStudioError } from '../files/errors.js';

/**
 * @param samples the project's folder of samples
 * @param fill writes every file but sample.json, which it returns
 * @throws StudioError disk-full, folder-read-only, io; then nothing is left
 */
export async function commitSample(
  samples: string,
  id: string,
  fill: (temporary: string) => Promise<Sample>,
): Promise<Sample> {
  const temporary = join(samples, temporaryName(id));
  try {
    await mkdir(temporary, { recursive: true });
    const sample = await fill(temporary);
    await writeFlushed(join(temporary, 'sample.json'), jsonText(sample));
    await flushFolder(temporary);
    await renameStubborn(temporary, join(samples, id));
    await flushFolder(samples);
    return sample;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw asStudioError(error, samples);
  }
}
