/** What the tray shows of samples: filters, counts, state mark and the one line of fact or fault. Pure. */
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { text } from '../../core/text/index.js';
import type { MarkState } from '../controls/Mark.js';
import type { TrayFilter } from '../state/capture.js';
import { clock, fixed } from '../state/format.js';
import { gateTitle, gateValue } from './gate-words.js';

export function inFilter(sample: SampleSummary, filter: TrayFilter): boolean {
  if (filter === 'retake') return sample.retake;
  if (filter === 'overridden') return sample.override !== null;
  return true;
}

export interface TileFact {
  readonly mark: MarkState;
  readonly markLabel: string;
  readonly line: string;
  readonly tone: 'plain' | 'warn' | 'fail';
}

export function tileFact(sample: SampleSummary): TileFact {
  const failed = sample.gates.find((gate) => !gate.passed);
  if (sample.retake) {
    const why = failed ? `${gateTitle(failed.name).toLowerCase()}, ` : '';
    return {
      mark: 'fail',
      markLabel: text('capture.tile.retake'),
      line: `${why}${text('capture.tile.retakeLine')}`,
      tone: 'fail',
    };
  }
  if (sample.override && failed)
    return {
      mark: 'warn',
      markLabel: text('capture.tile.overridden'),
      line: text('capture.tile.accepted', {
        what: `${gateTitle(failed.name).toLowerCase()} ${gateValue(failed)}`,
      }),
      tone: 'warn',
    };
  const tilt = sample.measures?.tiltDeg ?? null;
  return {
    mark: 'done',
    markLabel: text('capture.tile.saved'),
    line:
      tilt === null
        ? clock(sample.takenAt)
        : text('capture.tile.tilt', { time: clock(sample.takenAt), tilt: fixed(tilt, 1) }),
    tone: 'plain',
  };
}

export interface TrayLayout {
  readonly columns: number;
  readonly rows: number;
  /** First and one past the last item to render, whole rows. */
  readonly from: number;
  readonly to: number;
  readonly height: number;
}

/** Which tiles of a scrolled grid are needed; one row of reserve on each side. */
export function trayLayout(
  count: number,
  size: { readonly width: number; readonly height: number; readonly scrollTop: number },
  tile: { readonly minWidth: number; readonly gap: number; readonly rowHeight: number },
): TrayLayout {
  const columns = Math.max(1, Math.floor((size.width + tile.gap) / (tile.minWidth + tile.gap)));
  const rows = Math.ceil(count / columns);
  const first = Math.max(0, Math.floor(size.scrollTop / tile.rowHeight) - 1);
  const last = Math.ceil((size.scrollTop + size.height) / tile.rowHeight) + 1;
  return {
    columns,
    rows,
    from: Math.min(count, first * columns),
    to: Math.min(count, last * columns),
    height: rows * tile.rowHeight,
  };
}
