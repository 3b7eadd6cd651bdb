/** The anomaly map of a teacher and a student (AST, the paper's inference). */
import { resizeBicubic } from './bicubic.js';

/** `max-upsampled`: the published rule with a foreground mask; `mean`: without; `max-raw`: AST's monitor. */
export type ImageScoreRule = 'max-upsampled' | 'max-raw' | 'mean';

export interface TeacherStudentMap {
  /** mapSide * factor on both sides. */
  readonly map: Float32Array;
  readonly side: number;
  readonly score: number;
}

/**
 * d = mean over channels of m (T - S)^2, times m again (a soft mask acts squared, as AST's code does),
 * up-sampled by bicubic. Without a mask m is 1.
 * @param teacher channels x mapSide x mapSide, like `student`
 */
export function teacherStudentMap(
  teacher: Float32Array,
  student: Float32Array,
  mask: Float32Array | null,
  mapSide: number,
  { factor = 8, rule }: { factor?: number; rule?: ImageScoreRule } = {},
): TeacherStudentMap {
  const cells = mapSide * mapSide;
  const channels = teacher.length / cells;
  const distance = new Float32Array(cells);
  const masked = new Float32Array(cells);
  for (let i = 0; i < cells; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++)
      sum += (teacher[c * cells + i]! - student[c * cells + i]!) ** 2;
    const m = mask?.[i] ?? 1;
    distance[i] = (m * sum) / channels;
    masked[i] = m * distance[i]!;
  }
  const side = mapSide * factor;
  const map = resizeBicubic(masked, mapSide, mapSide, side, side);
  return { map, side, score: scoreOf(rule ?? (mask ? 'max-upsampled' : 'mean'), distance, map) };
}

function scoreOf(rule: ImageScoreRule, distance: Float32Array, map: Float32Array): number {
  switch (rule) {
    case 'max-upsampled':
      return map.reduce((most, value) => Math.max(most, value), -Infinity);
    case 'max-raw':
      return distance.reduce((most, value) => Math.max(most, value), -Infinity);
    case 'mean':
      return distance.reduce((sum, value) => sum + value, 0) / distance.length;
  }
}
