/** A modelled, lit object on its table: what a camera view is rendered from. */
import type { AnomalyType, LightingKind, PaperCategory } from '../dataset/vocabulary.js';
import { Clay } from './clay.js';
import { addDefect } from './defects.js';
import { finishByHand } from './hand.js';
import { RECIPES } from './objects/index.js';
import { between, makeRandom, seedOf } from './random.js';
import { bareTable, shade } from './shading.js';

export interface SceneOptions {
  readonly object: PaperCategory;
  readonly defect: AnomalyType | 'none';
  readonly seed: number;
  readonly lighting: LightingKind;
}

export interface Scene {
  /** Height above the table, mm. */
  readonly height: Float32Array;
  /** Linear light per cell, RGB interleaved. */
  readonly light: Float32Array;
  readonly mask: Uint8Array;
  readonly maxHeightMm: number;
  readonly table: readonly [number, number, number];
  /** Position and turn of the object on the table, by seed. */
  readonly pose: { readonly xMm: number; readonly yMm: number; readonly turnRad: number };
}

/** Scenes in memory: a camera that is opened again, or beside another, sees the one that is there. */
const KEPT = 2;
const recent = new Map<string, Scene>();

/** The scene of these options, to be read only: always the same, with and without the defect. */
export function sceneOf(options: SceneOptions): Scene {
  const key = [options.object, options.defect, options.seed, options.lighting].join('|');
  const scene = recent.get(key) ?? buildScene(options);
  recent.delete(key);
  recent.set(key, scene);
  for (const old of recent.keys()) if (recent.size > KEPT) recent.delete(old);
  return scene;
}

function buildScene(options: SceneOptions): Scene {
  const base = seedOf(`${options.object}/${String(options.seed)}`);
  const clay = new Clay(base);
  RECIPES[options.object](clay);
  finishByHand(clay);
  const mask =
    options.defect === 'none'
      ? new Uint8Array(clay.height.length)
      : addDefect(
          clay,
          options.defect,
          seedOf(`${options.object}/${String(options.seed)}/${options.defect}`),
        );
  let maxHeightMm = 0;
  for (const z of clay.height) maxHeightMm = Math.max(maxHeightMm, z);
  const random = makeRandom(base ^ 0x6a09e667);
  return {
    height: clay.height,
    light: shade(clay, options.lighting, base),
    mask,
    maxHeightMm,
    table: bareTable(options.lighting, base),
    pose: {
      xMm: between(random, -7, 7),
      yMm: between(random, -5, 5),
      turnRad: between(random, -0.35, 0.35),
    },
  };
}
