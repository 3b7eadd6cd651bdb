import { describe, expect, it } from 'vitest';
import { CATEGORIES, ANOMALY_TYPES } from '../../dataset/vocabulary.js';
import { PUBLISHED_BY_CATEGORY } from './published-categories.js';
import {
  PUBLISHED_ABLATION,
  PUBLISHED_BY_TYPE,
  PUBLISHED_MVTEC,
  publishedRows,
} from './published.js';

describe('published tables', () => {
  it('should give the printed means of their rows', () => {
    for (const table of [PUBLISHED_BY_CATEGORY.aupro, PUBLISHED_BY_CATEGORY.imageAuroc]) {
      for (const [method, { mean, ...values }] of Object.entries(table)) {
        expect(Object.keys(values).sort(), method).toEqual([...CATEGORIES].sort());
        const all = Object.values(values);
        const own = all.reduce((a, b) => a + b, 0) / all.length;
        expect(Math.abs(own - mean!), method).toBeLessThan(0.0011);
      }
    }
    for (const table of [PUBLISHED_MVTEC.aupro, PUBLISHED_MVTEC.imageAuroc]) {
      for (const { mean, ...values } of Object.values(table)) {
        const all = Object.values(values);
        expect(all).toHaveLength(10);
        expect(Math.abs(all.reduce((a, b) => a + b, 0) / 10 - mean!)).toBeLessThan(0.0011);
      }
    }
  });

  it('should hold every anomaly type and all subsets of three scales', () => {
    for (const row of Object.values(PUBLISHED_BY_TYPE.aupro))
      expect(Object.keys(row)).toEqual([...ANOMALY_TYPES]);
    expect(PUBLISHED_ABLATION).toHaveLength(7);
    expect(PUBLISHED_ABLATION[0]!.aupro).toBe(PUBLISHED_BY_CATEGORY.aupro['AST']!['mean']);
    expect(PUBLISHED_ABLATION[6]!.imageAuroc).toBe(
      PUBLISHED_BY_CATEGORY.imageAuroc['Ours']!['mean'],
    );
  });

  it('should find rows by category of either data set', () => {
    expect(publishedRows('Cookie').find((row) => row.method === 'Ours')).toEqual({
      method: 'Ours',
      imageAuroc: 0.873,
      aupro: 0.959,
    });
    expect(publishedRows('rope')).toHaveLength(2);
    expect(publishedRows('teapot')).toEqual([]);
  });
});
