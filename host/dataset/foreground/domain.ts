/** The host's part of the foreground: previews, checks of a category, settings in project.json. */
import { findForeground, type Foreground } from '../../../core/anomaly/foreground/foreground.js';
import { StudioError } from '../../../core/contract/errors.js';
import type { datasetForegroundMethods } from '../../../core/contract/methods/dataset-foreground.js';
import {
  DEFAULT_FOREGROUND,
  type ForegroundCheck,
  type ForegroundFinding,
  type ForegroundSettings,
} from '../../../core/contract/schema/foreground.js';
import { text } from '../../../core/text/index.js';
import { encodeMaskPng } from '../../codecs/png.js';
import { readDepthMetres } from '../../project/sample-depth.js';
import type { ProjectStore } from '../../project/store.js';
import type { Domain, ServiceContext } from '../../services/domain.js';

const TELL_MS = 150;

export function createForegroundDomain(
  context: ServiceContext,
): Domain<keyof typeof datasetForegroundMethods> {
  const settingsOf = (category: string, given: ForegroundSettings | null): ForegroundSettings =>
    given ?? context.store().project().foreground[category] ?? DEFAULT_FOREGROUND;

  return {
    handlers: {
      'dataset.foreground.preview': async ({ id, settings }) => {
        const store = context.store();
        const { sample, path } = await store.read(id);
        const used = settingsOf(sample.category, settings);
        const { width, height, metres } = await readDepthMetres(path, sample);
        const { mask, figures, findings } = findForeground(metres, width, height, used);
        const bytes = await encodeMaskPng(mask, width, height);
        return {
          id,
          settings: used,
          width,
          height,
          figures,
          findings: [...findings],
          mime: 'image/png',
          bytes,
        };
      },
      'dataset.foreground.check': ({ category, settings }, { signal }) =>
        checkCategory(context, category, settingsOf(category, settings), signal),
      'dataset.foreground.save': async ({ category, settings }) => {
        const store = context.store();
        const foreground = Object.fromEntries(
          Object.entries(store.project().foreground).filter(([name]) => name !== category),
        );
        if (settings !== null) foreground[category] = settings;
        const info = await store.update({ foreground });
        context.hub.tell('project.changed', info, true);
        return { foreground };
      },
    },
  };
}

async function checkCategory(
  context: ServiceContext,
  category: string,
  settings: ForegroundSettings,
  signal: { readonly aborted: boolean },
): Promise<ForegroundCheck> {
  const store = context.store();
  const samples = store.samples().filter((sample) => sample.category === category);
  const bad: ForegroundCheck['bad'] = [];
  const shares: number[] = [];
  let toldAt = 0;
  for (const [done, { id }] of samples.entries()) {
    if (signal.aborted) throw new StudioError('cancelled', text('foreground.cancelled'));
    const now = performance.now();
    if (now - toldAt > TELL_MS) {
      toldAt = now;
      context.hub.tell('dataset.foreground.progress', { category, done, total: samples.length });
    }
    const { share, findings } = await checkSample(store, id, settings);
    if (share !== null) shares.push(share);
    if (findings.length > 0) bad.push({ id, share, findings: [...findings] });
  }
  const total = samples.length;
  context.hub.tell('dataset.foreground.progress', { category, done: total, total });
  shares.sort((a, b) => a - b);
  return {
    category,
    settings,
    checked: total,
    bad,
    medianShare: shares[shares.length >> 1] ?? null,
  };
}

interface Checked {
  readonly share: number | null;
  readonly findings: Foreground['findings'];
}

/** A sample without readable depth is a finding, not the end of the check. */
async function checkSample(
  store: ProjectStore,
  id: string,
  settings: ForegroundSettings,
): Promise<Checked> {
  try {
    const { sample, path } = await store.read(id);
    const { width, height, metres } = await readDepthMetres(path, sample);
    const { figures, findings } = findForeground(metres, width, height, settings);
    return { share: figures.share, findings };
  } catch (error) {
    const finding: ForegroundFinding = {
      code: 'no-depth',
      severity: 'failed',
      corners: [],
      message: error instanceof Error ? error.message : String(error),
      remedy: text('foreground.no-depth.remedy'),
    };
    return { share: null, findings: [finding] };
  }
}
