/** What is wrong with a foreground, in words, with the way out. */
import type {
  ForegroundFigures,
  ForegroundFinding,
  ForegroundSettings,
} from '../../contract/schema/foreground.js';
import { text, type TextKey } from '../../text/index.js';
import type { Corner } from '../preprocess/corner-background.js';

interface Evidence {
  readonly settings: ForegroundSettings;
  readonly figures: ForegroundFigures;
  readonly emptyCorners: readonly Corner[];
  readonly cornersOffTable: readonly Corner[];
  readonly planeFound: boolean;
}

/** An object this small is a speck of noise; one this large is the table itself. */
export const TINY_SHARE = 0.002;
export const MOST_SHARE = 0.6;
/** A foreground along the rim is a table that was modelled badly, or an object cut off. */
export const BORDER_SHARE = 0.02;

export function judge({
  settings,
  figures,
  emptyCorners,
  cornersOffTable,
  planeFound,
}: Evidence): ForegroundFinding[] {
  const found: ForegroundFinding[] = [];
  const add = (
    code: ForegroundFinding['code'],
    severity: ForegroundFinding['severity'],
    corners: readonly Corner[] = [],
    variant = '',
  ): void => {
    const key = `foreground.${code}${variant}` as const;
    found.push({
      code,
      severity,
      corners: [...corners],
      message: text(`${key}.message` as TextKey, {
        corners: corners.map((corner) => text(`foreground.corner.${corner}`)).join(', '),
        thresholdMm: settings.thresholdMm,
        share: (figures.share * 100).toFixed(1),
        border: (figures.borderShare * 100).toFixed(0),
      }),
      remedy: text(`${key}.remedy` as TextKey),
    });
  };
  if (figures.emptyShare === 1) {
    add('no-depth', 'failed');
    return found;
  }
  const byCorners = settings.method === 'corners';
  if (byCorners && emptyCorners.length > 0) {
    if (figures.used === 'plane') add('corner-without-depth', 'warning', emptyCorners, '-plane');
    else add('corner-without-depth', 'failed', emptyCorners);
  }
  if (!planeFound && figures.used === null && (!byCorners || settings.fallback))
    add('no-plane', 'failed');
  if (figures.used === null) return found;
  if (figures.used === 'corners' && cornersOffTable.length > 0)
    add('corner-off-table', 'warning', cornersOffTable);
  if (figures.pixels === 0) add('empty', 'failed');
  else if (figures.share < TINY_SHARE) add('tiny', 'warning');
  else if (figures.share > MOST_SHARE) add('covers-most', 'warning');
  if (figures.borderShare > BORDER_SHARE) add('touches-border', 'warning');
  return found;
}
