#!/usr/bin/env node
/** Writes docs/img/simulated.png: every category, good and with each anomaly type, as `simulate` renders them. */
import { join } from 'node:path';
import sharp from 'sharp';
import { build, checkNode, install } from './lib/prepare.mjs';
import { root } from './lib/root.mjs';

const TILE = { width: 150, height: 113 };
const LEFT = 76;
const TOP = 22;
/** What a tile shows of a 1280x720 picture: the object and a little table. */
const CROP = { left: 370, top: 145, width: 560, height: 422 };
/** Another seed where the first one hides the defect on a dark part. */
const SEED = 7;

checkNode();
await install();
await build();
const load = (path) => import(join(root, 'out', path));
const { SimulatedD405 } = await load('core/simulator/simulated-d405.js');
const { ANOMALY_TYPES, PAPER_CATEGORIES } = await load('core/dataset/vocabulary.js');
const { RIG_DISTANCE_MM } = await load('core/simulator/data-set.js');

const types = ['good', ...ANOMALY_TYPES];
const width = LEFT + types.length * TILE.width;
const height = TOP + PAPER_CATEGORIES.length * TILE.height;
const layers = [];
const words = [];
types.forEach((type, column) => {
  words.push([LEFT + column * TILE.width + 6, 15, type]);
});
for (const [row, { name, lighting }] of PAPER_CATEGORIES.entries()) {
  words.push([6, TOP + row * TILE.height + 20, name], [6, TOP + row * TILE.height + 36, lighting]);
  for (const [column, type] of types.entries()) {
    const device = new SimulatedD405({
      object: name,
      defect: type === 'good' ? 'none' : type,
      seed: SEED + (column === 0 ? 20 : column),
      lighting,
      distanceMm: RIG_DISTANCE_MM,
    });
    const { data, width: w, height: h } = device.frame(1).colour;
    const picture = sharp(data, { raw: { width: w, height: h, channels: 3 } });
    layers.push({
      input: await picture.extract(CROP).resize(TILE.width, TILE.height).png().toBuffer(),
      left: LEFT + column * TILE.width,
      top: TOP + row * TILE.height,
    });
  }
}
const text = words.map(([x, y, word]) => `<text x="${x}" y="${y}">${word}</text>`).join('');
const labels = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g font-family="sans-serif" font-size="12" fill="#c9ccd2">${text}</g></svg>`;
const file = join(root, 'docs/img/simulated.png');
await sharp({ create: { width, height, channels: 3, background: '#16181b' } })
  .composite([...layers, { input: Buffer.from(labels), left: 0, top: 0 }])
  .png({ palette: true, quality: 80, effort: 9, dither: 0.5 })
  .toFile(file);
console.log('docs/img/simulated.png written');
