/** Sample summaries for the dev page and tests: a session like the one of the mockups. */
import { cellKey, defaultPlan } from '../../core/capture/plan.js';
import type { Session } from '../../core/contract/schema/capture.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { NO_WORK } from '../../core/contract/schema/work.js';

const START = Date.UTC(2026, 9, 14, 8, 0, 0);

/** One good sample; every field can be replaced. */
export function fakeSample(patch: Partial<SampleSummary> = {}): SampleSummary {
  return {
    id: '0kq3v7n2a-0001',
    category: 'strawberry',
    split: 'train',
    anomaly: 'good',
    lighting: 'C',
    index: 1,
    operator: 'Technician 1',
    takenAt: '2026-10-14T14:31:07Z',
    source: 'simulated',
    measures: {
      pitchDeg: 0.1,
      rollDeg: 0.1,
      tiltDeg: 0.2,
      distanceMm: 172.4,
      fillRate: 0.97,
      planeRmsMm: 0.21,
      subpixelRmsPx: 0.08,
      sharpness: 412,
      clippedDark: 0.002,
      clippedBright: 0,
    },
    gates: [{ name: 'tilt', value: 0.2, limit: 0.5, passed: true }],
    override: null,
    sampleHash: '0'.repeat(64),
    note: '',
    retake: false,
    hasDepth: true,
    missing: [],
    work: NO_WORK,
    ...patch,
  };
}

/** Shots that are still to come in the mockups' session, by cell. */
const OPEN: Readonly<Record<string, number>> = {
  'car/test/scratch': 1,
  'airplane/test/scratch': 2,
  'strawberry/test/dent': 2,
  'strawberry/test/scratch': 5,
  'strawberry/test/combine-S': 5,
  'strawberry/test/combine-D': 5,
  'crab/test/combine-D': 3,
};

export function fakeSession(): SampleSummary[] {
  const out: SampleSummary[] = [];
  // The current category last, so that it is the newest.
  const plan = [...defaultPlan()].sort(
    (a, b) => Number(a.category === 'strawberry') - Number(b.category === 'strawberry'),
  );
  let n = 0;
  for (const cell of plan) {
    const plaid = cell.category === 'plaid';
    const missing = plaid
      ? cell.split === 'train'
        ? 86
        : cell.target
      : (OPEN[cellKey(cell)] ?? 0);
    for (let i = 1; i <= cell.target - missing; i++) {
      n += 1;
      const blurred = cell.category === 'strawberry' && cell.anomaly === 'crack' && i === 2;
      const tilted = cell.category === 'strawberry' && cell.anomaly === 'perforation' && i === 4;
      const tilt = Math.round((((n * 7) % 4) / 10) * 10) / 10;
      out.push(
        fakeSample({
          category: cell.category,
          split: cell.split,
          anomaly: cell.anomaly,
          id: `${n.toString(32).padStart(9, '0')}-0001`,
          index: i,
          takenAt: new Date(START + n * 7000).toISOString(),
          measures: { ...fakeSample().measures, tiltDeg: tilt } as SampleSummary['measures'],
          retake: blurred,
          gates: blurred
            ? [{ name: 'sharpness', value: 120, limit: 250, passed: false }]
            : tilted
              ? [{ name: 'tilt', value: 0.6, limit: 0.5, passed: false }]
              : [{ name: 'tilt', value: tilt, limit: 0.5, passed: true }],
          override: tilted ? { reason: 'Trial shot', by: 'Technician 1' } : null,
          note: cell.anomaly === 'crack' && i === 4 ? 'Crack closed a little overnight' : '',
        }),
      );
    }
  }
  return out;
}

/** The session after a new one was begun. */
export function emptySession(session: Session): Session {
  return {
    ...session,
    startedAt: null,
    shots: 0,
    firstDistanceMm: null,
    medianSharpness: null,
    rigMovedMm: null,
    gates: session.gates.filter((gate) => gate.name !== 'rigMoved'),
  };
}
