import { describe, expect, it } from 'vitest';
import {
  blockedTitle,
  gateLimit,
  gateMark,
  gateTitle,
  gateValue,
  levelWords,
} from './gate-words.js';

const gate = (
  name: string,
  value: number | null,
  limit: number | [number, number] | null,
  passed = true,
) => ({
  name,
  value,
  limit,
  passed,
});

describe('gates in words', () => {
  it.each([
    [gate('tilt', 0.72, 0.5, false), 'Tilt', '0.7°', 'limit 0.5°', 'fail'],
    [gate('tilt', 0.46, 0.5), 'Tilt', '0.5°', 'limit 0.5°', 'warn'],
    [gate('distance', 172.4, [165.2, 180.1]), 'Distance', '172.4 mm', '165 to 180', 'pass'],
    [gate('fillRate', 0.97, 0.95), 'Fill rate', '97.0 %', 'at least 95 %', 'pass'],
    [gate('sharpness', 412.3, 250), 'Blur', '412', 'at least 250', 'pass'],
    [gate('clipping', 0.002, 0.01), 'Clipping', '0.2 %', 'at most 1 %', 'pass'],
    [gate('duplicate', 0.084, 0.01), 'Duplicate', '8.4 % differs', 'at least 1 %', 'pass'],
    [gate('rigMoved', 0.3, 1), 'Rig moved', '0.3 mm', 'at most 1 mm', 'pass'],
    [gate('depthScale', 0.0001, 0.0001), 'Depth scale', '0.1 mm', 'same as set', 'pass'],
    [gate('pairing', 102, 33.3, false), 'Pairing', '102 ms', 'at most 33 ms', 'fail'],
    [gate('rigMoved', null, 1), 'Rig moved', 'first shot', 'at most 1 mm', 'pass'],
    [gate('duplicate', null, 0.01), 'Duplicate', 'at the shot', 'at least 1 %', 'pass'],
    [gate('tilt', null, 0.5, false), 'Tilt', 'unknown', 'limit 0.5°', 'fail'],
    [gate('distance', 172.4, null), 'Distance', '172.4 mm', 'no limit yet', 'pass'],
  ])('%o', (record, title, value, limit, mark) => {
    expect([
      gateTitle(record.name),
      gateValue(record),
      gateLimit(record),
      gateMark(record),
    ]).toEqual([title, value, limit, mark]);
  });

  it('says which axis to level first', () => {
    const tilt = gate('tilt', 0.73, 0.5, false);
    expect(blockedTitle(tilt, { pitchDeg: 0.2, rollDeg: -0.7 })).toBe(
      'Level first: roll \u22120.7°',
    );
    expect(blockedTitle(tilt, { pitchDeg: 0.9, rollDeg: 0.1 })).toBe('Level first: pitch +0.9°');
    expect(blockedTitle(gate('tilt', null, 0.5, false), null)).toBe(
      'Level first: no table plane found',
    );
  });

  it('names every other gate with its value', () => {
    expect(blockedTitle(gate('distance', 190, [165, 180], false), null)).toBe(
      'Wrong distance: 190.0 mm',
    );
    expect(blockedTitle(gate('duplicate', 0, 0.01, false), null)).toBe('Same as the last shot');
    expect(blockedTitle(gate('own-gate', 1, 2, false), null)).toBe('Gate fails: own-gate');
  });
});

describe('levelWords', () => {
  it('tells which side to raise, with signs', () => {
    const [pitch, roll] = levelWords(0.2, -0.7, 0.5);
    expect(pitch).toMatchObject({ value: '+0.2°', words: 'in target', ok: true });
    expect(roll).toMatchObject({ value: '\u22120.7°', words: 'raise the right side', ok: false });
  });

  it('asks for the far side where the near one is high', () => {
    expect(levelWords(1.2, 0, 0.5)[0].words).toBe('raise the far side');
    expect(levelWords(-1.2, 0, 0.5)[0].words).toBe('raise the near side');
  });
});
