import { describe, expect, it } from 'vitest';
import { LookupCache } from '../canvas/painters.js';
import { FakeCamera } from '../testing/fake-camera.js';
import { liveFrame } from '../state/feed.js';
import { fillCloud } from './cloud-points.js';

describe('fillCloud', () => {
  it('lays the table flat below the viewer and reuses its buffers', () => {
    const camera = new FakeCamera();
    camera.simulate({ tiltDeg: 0, distanceMm: 180 });
    const frame = liveFrame(camera.preview(camera.frame()));
    if (!frame) throw new Error('no frame');
    const colours = { palette: 'turbo', rangeMm: [140, 200] } as const;
    const cloud = fillCloud({ frame, colours }, 'rgb', new LookupCache(), null);
    expect(cloud.count).toBeGreaterThan(20_000);
    const heights: number[] = [];
    for (let i = 0; i < cloud.count; i++) heights.push(cloud.positions[i * 3 + 1] ?? 0);
    heights.sort((a, b) => a - b);
    expect(heights[heights.length >> 1]).toBeCloseTo(-0.18, 3);
    // The object stands up from the table.
    expect(heights.at(-50)).toBeGreaterThan(-0.175);
    expect(fillCloud({ frame, colours }, 'depth', new LookupCache(), cloud)).toBe(cloud);
  });
});
