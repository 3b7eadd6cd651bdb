/** Import as the page drives it: scan, look, answer, run, report, profiles. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { datasetImportMethods } from '../../../core/contract/methods/dataset-import.js';
import {
  importProgressSchema,
  type ImportProgress,
} from '../../../core/contract/schema/dataset-import.js';
import { Hub } from '../../services/hub.js';
import type { ServiceContext } from '../../services/domain.js';
import { ImportHarness } from '../../testing/import-harness.js';
import { mvtecTree } from '../../testing/import-set.js';
import { createImportDomain } from './domain.js';
import { NO_CHOICES } from './scan.js';

type Method = keyof typeof datasetImportMethods;
type Input<M extends Method> = z.output<(typeof datasetImportMethods)[M]['input']>;
type Output<M extends Method> = z.output<(typeof datasetImportMethods)[M]['output']>;

let harness: ImportHarness;
let told: ImportProgress[];
let domain: ReturnType<typeof createImportDomain>;

beforeEach(async () => {
  harness = await ImportHarness.make();
  told = [];
  const hub = new Hub();
  hub.subscribe('dataset.import', (progress) => {
    told.push(importProgressSchema.parse(progress));
  });
  const context = {
    ...{ store: () => harness.store, storeOrNull: () => harness.store, hub },
    ...{ notice: () => undefined, log: () => undefined },
  };
  domain = createImportDomain(context as unknown as ServiceContext);
  await mvtecTree(harness.source, 'bagel', { validation: true, gt: true });
});
afterEach(async () => {
  await domain.dispose?.();
  await harness.dispose();
});

/** A call whose answer has exactly the shape that the contract promises. */
async function call<M extends Method>(name: M, input: Input<M>): Promise<Output<M>> {
  const handler = domain.handlers[name] as (input: Input<M>, context: unknown) => unknown;
  const signal = new AbortController().signal;
  return datasetImportMethods[name].output.parse(await handler(input, { signal })) as Output<M>;
}

const scan = () =>
  call('dataset.import.scan', { path: harness.source, as: null, mapping: null, token: 'look' });

describe('import from the page', () => {
  it('should scan, show, run and report', async () => {
    const found = await scan();
    expect(found).toMatchObject({ samples: 4, container: 'folder' });
    const { scanId } = found;
    const page = await call('dataset.import.items', { scanId, group: '.', offset: 3, count: 10 });
    expect(page).toMatchObject({ total: 4, items: [{ key: 'bagel/validation/good/rgb/000.png' }] });
    const key = 'bagel/test/dent/rgb/000.png';
    for (const kind of ['rgb', 'depth', 'mask'] as const) {
      const { mime, bytes } = await call('dataset.import.picture', { scanId, key, kind });
      expect([mime, bytes[0], bytes[1]]).toEqual(['image/jpeg', 0xff, 0xd8]);
    }
    const groups = [{ id: '.', choices: { ...NO_CHOICES, metresPerCount: 1 } }];
    const { jobId } = await call('dataset.import.run', { scanId, groups, except: [key] });
    await expect(scan()).rejects.toMatchObject({ code: 'busy' });
    while (told.at(-1)?.state !== 'done') await new Promise(setImmediate);
    const report = await call('dataset.import.report', { jobId });
    expect(report).toMatchObject({
      problems: [],
      progress: { state: 'done', imported: 3, total: 3 },
    });
    expect(report.samples.map((sample) => sample.key)).not.toContain(key);
    expect(harness.store.samples()).toHaveLength(3);
    // The scan stays open, so that what was left out can follow.
    const second = await call('dataset.import.run', { scanId, groups, except: [] });
    await call('dataset.import.cancel', second);
    const after = await call('dataset.import.report', second);
    expect(['cancelled', 'done']).toContain(after.progress.state);
  });

  it('should close its scan with the project, and know no other', async () => {
    const { scanId } = await scan();
    await domain.projectChanged?.(null);
    await expect(
      call('dataset.import.items', { scanId, group: null, offset: 0, count: 1 }),
    ).rejects.toThrow(/not open any more/);
    await expect(call('dataset.import.report', { jobId: 'none' })).rejects.toThrow(
      /no import none/,
    );
  });

  it('should end a scan that is cancelled', async () => {
    const cancelled = new AbortController();
    cancelled.abort();
    const handler = domain.handlers['dataset.import.scan'];
    await expect(
      handler(
        { path: harness.source, as: null, mapping: null, token: 'look' },
        { signal: cancelled.signal },
      ),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('should keep profiles in the project and refuse a pattern that cannot be used', async () => {
    const profile = (name: string, pattern: string) => ({
      name,
      mapping: { rules: [{ pattern, role: 'rgb' as const, fixed: {} }], values: {} },
      choices: NO_CHOICES,
    });
    await call('dataset.import.saveProfile', { profile: profile('b', '{name}.png') });
    await call('dataset.import.saveProfile', { profile: profile('a', '{category}/{name}.png') });
    await expect(
      call('dataset.import.saveProfile', { profile: profile('c', '{what}/{name}.png') }),
    ).rejects.toThrow(/\{what\} is not a placeholder/);
    const { profiles } = await call('dataset.import.profiles', {});
    expect(profiles.map(({ name }) => name)).toEqual(['a', 'b']);
    const left = await call('dataset.import.removeProfile', { name: 'a' });
    expect(left.profiles.map(({ name }) => name)).toEqual(['b']);
    await rm(join(harness.store.path, 'import-profiles.json'));
    expect(await call('dataset.import.profiles', {})).toEqual({ profiles: [] });
  });
});
