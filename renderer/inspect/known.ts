/** The last inspections of the page, and those of parts that will probably be asked for next. */
import type { Inspection } from '../../core/contract/schema/inspect.js';
import type { Studio } from '../state/studio.js';
import { partBox } from './window.js';

/** The one on screen, its neighbours, and those just left. */
const KEPT = 6;

const kept = new WeakMap<Studio, Map<string, Inspection>>();

function ofStudio(studio: Studio): Map<string, Inspection> {
  const found = kept.get(studio) ?? new Map<string, Inspection>();
  kept.set(studio, found);
  return found;
}

const keyOf = (model: string, sample: string): string => `${model} ${sample}`;

export function keepInspection(studio: Studio, inspection: Inspection): void {
  if (inspection.sample === null) return;
  const all = ofStudio(studio);
  const key = keyOf(inspection.model, inspection.sample);
  all.delete(key);
  all.set(key, inspection);
  for (const oldest of all.keys()) {
    if (all.size <= KEPT) break;
    all.delete(oldest);
  }
}

/** null where it must be asked for: another picture, another line, or never seen. */
export function keptInspection(studio: Studio, model: string, sample: string): Inspection | null {
  const found = ofStudio(studio).get(keyOf(model, sample));
  if (!found) return null;
  const { rule } = studio.inspect.getState();
  const { samples } = studio.project.getState();
  const same =
    found.rule.threshold === rule?.threshold &&
    found.rule.minAreaMm2 === rule.minAreaMm2 &&
    samples.find(({ id }) => id === sample)?.sampleHash === found.sampleHash;
  return same ? found : null;
}

export function forgetInspections(studio: Studio): void {
  kept.delete(studio);
}

/**
 * Has the host read what will probably be asked for next. Where its map was made before, it is brought
 * here; a model is never run ahead.
 */
export async function fetchAhead(studio: Studio, sample: string): Promise<void> {
  const { model } = studio.inspect.getState();
  if (model === null || keptInspection(studio, model, sample)) return;
  const { known } = await studio.link.call('inspect.ahead', { model, sample });
  if (!known || studio.inspect.getState().model !== model) return;
  const inspection = await studio.link.call('inspect.sample', { model, sample });
  if (studio.inspect.getState().model !== model) return;
  keepInspection(studio, inspection);
  // Computed once, and remembered with it.
  partBox(inspection);
}
