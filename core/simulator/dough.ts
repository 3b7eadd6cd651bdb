/**
 * Clay as it comes from the pots: each batch a little off its colour, never mixed fully, and now and
 * then with a second dough marbled in.
 */
import type { Rgb } from './clay.js';
import { between, makeRandom, type SmoothNoise } from './random.js';

/** Doughs that end up in others: white, black, and the neighbours on the table. */
const STRAY: readonly Rgb[] = [
  [0.82, 0.8, 0.74],
  [0.05, 0.045, 0.05],
  [0.7, 0.45, 0.03],
  [0.5, 0.05, 0.04],
  [0.06, 0.3, 0.08],
  [0.05, 0.12, 0.5],
];

export class Dough {
  private readonly seed: number;
  private readonly noise: SmoothNoise;
  private readonly streaks: number;
  private readonly marbled: number;
  private readonly stray: Rgb;
  private readonly turn: readonly [cos: number, sin: number];

  constructor(seed: number, noise: SmoothNoise) {
    this.seed = seed;
    this.noise = noise;
    const random = makeRandom(seed ^ 0x71c9a2d3);
    this.streaks = between(random, 0.05, 0.14);
    const often = random();
    // Most pieces are of one dough, some show a trace of another, a few are marbled.
    this.marbled =
      often < 0.6 ? 0 : often < 0.93 ? between(random, 0.04, 0.12) : between(random, 0.15, 0.3);
    this.stray = STRAY[Math.floor(random() * STRAY.length)] as Rgb;
    const angle = between(random, 0, Math.PI);
    this.turn = [Math.cos(angle), Math.sin(angle)];
  }

  /** A colour as this batch has it. */
  batch([r, g, b]: Rgb): Rgb {
    const random = makeRandom(this.seed ^ Math.round(r * 2047 + g * 65521 + b * 1048573));
    const bright = between(random, 0.87, 1.1);
    const shift = (): number => bright * between(random, 0.95, 1.05);
    return [r * shift(), g * shift(), b * shift()];
  }

  /** Kneads streaks and marbling into `colour` at a place, in mm. */
  knead(colour: [number, number, number], x: number, y: number): void {
    const [c, s] = this.turn;
    const along = x * c + y * s;
    const across = y * c - x * s;
    const { noise } = this;
    const swirl = 2.2 * noise.at(along * 0.06 + 11, across * 0.06);
    const streak = 1 + this.streaks * noise.fractal(along * 0.1 + 9, across * 0.32 + swirl);
    const vein = noise.fractal(along * 0.05 + 33, across * 0.17 + swirl * 0.8);
    const amount = this.marbled * Math.min(1, Math.max(0, (vein - 0.08) * 4));
    for (let k = 0; k < 3; k++)
      colour[k] = (colour[k]! * (1 - amount) + this.stray[k]! * amount) * streak;
  }
}
