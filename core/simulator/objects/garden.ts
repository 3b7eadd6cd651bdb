/** Fruit and vegetables: banana, strawberry, cabbage, radish. */
import { colour, type Clay, type Point } from '../clay.js';

const LEAF = colour('#3f9a3b');

/** A bent banana with a ridge along its back and dark tips. */
export function banana(clay: Clay): void {
  const bend = clay.vary(15, 20);
  const ripe = clay.vary(0, 0.5);
  const at = (t: number): Point => [t * 38, bend * t * t - bend * 0.55];
  const arc: Point[] = Array.from({ length: 17 }, (_, i) => at(-1 + i / 8));
  const skin = {
    colour: colour('#f0c930'),
    seam: 1.6,
    blend: {
      colour: colour('#6b4a1c'),
      // Brown spots of a ripe one, and the tips.
      at: (x: number, y: number): number =>
        Math.max(
          0,
          (Math.abs(x) - 33) / 7,
          ripe * 3.2 * (clay.noise.at(x * 0.34 + 60, y * 0.34) - 0.62),
        ),
    },
  };
  clay.rope(arc.slice(0, 9), 6.2, skin, 10.4);
  clay.rope(arc.slice(8), 10.4, skin, 5.6);
  // Two edges along the back, where the peel folds.
  for (const off of [-3.6, 3.2]) {
    clay.rope(
      arc.slice(2, 15).map(([x, y]): Point => [x, y + off * (1 - (x / 40) ** 2)]),
      1.7,
      { ...skin, z: 15.4, seam: 1.7 },
    );
  }
  const end = arc[16] as Point;
  const start = arc[0] as Point;
  clay.rope([end, [end[0] + 5, end[1] + 5.5]], 3.6, { colour: colour('#7d7a2a') }, 2.8);
  clay.dome(end[0] + 6, end[1] + 6.5, 3.2, 3, 6.5, { colour: colour('#3c2a14') });
  clay.dome(start[0] - 2, start[1] - 1, 3.8, 3.2, 7, { colour: colour('#4a3418') });
}

/** A strawberry: a red cone with seeds in their dimples, a crown of leaves and a stem. */
export function strawberry(clay: Clay): void {
  const half = clay.vary(23, 25.5);
  const long = clay.vary(33, 36);
  const outline = (t: number): number =>
    half * Math.sqrt(Math.max(0, 1 - t ** 1.9)) * (0.82 + 0.18 * (1 - t));
  const top = (x: number, y: number): number => {
    const t = (y + 16) / (long + 16);
    const up = y < -16 ? Math.max(0, 1 - ((y + 16) / 9) ** 2) : 1;
    const width = (t < 0 ? half : outline(t)) * Math.sqrt(up);
    if (t >= 1 || width <= 0 || Math.abs(x) >= width) return -1;
    return 25 * (width / half) ** 0.75 * Math.sqrt(1 - (x / width) ** 2);
  };
  clay.add([-30, -24, 30, long + 2], top, {
    colour: colour('#d2222a'),
    seam: 1,
    blend: {
      colour: colour('#e8a58c'),
      at: (_x, y) => Math.max(0, (-y - 8) / 26),
    },
  });
  for (let row = 0; row < 7; row++) {
    const y = -9 + row * 6.4;
    const width = outline(Math.max(0, (y + 16) / (long + 16))) * 0.84;
    const across = Math.max(1, Math.round(width / 4));
    for (let i = 0; i < across; i++) {
      const even = across === 1 ? 0 : -width + (2 * width * (i + (row % 2) * 0.5)) / (across - 0.5);
      const x = even + clay.vary(-0.7, 0.7);
      const seedY = y + clay.vary(-0.7, 0.7);
      const z = top(x, seedY);
      if (Math.abs(even) > width || z < 3) continue;
      clay.press([x - 2, seedY - 2.4, x + 2, seedY + 2.4], (px, py) =>
        Math.max(0, 0.7 * (1 - ((px - x) / 1.7) ** 2 - ((py - seedY) / 2.2) ** 2)),
      );
      clay.dome(x, seedY, 0.95, 1.5, 1, { colour: colour('#f0d27a'), z: z - 0.7, seam: 0.25 });
    }
  }
  const leaves = 7 + Math.floor(clay.random() * 2);
  for (let i = 0; i < leaves; i++) {
    const a = Math.PI * (0.02 + (0.96 * i) / (leaves - 1)) + clay.vary(-0.1, 0.1);
    const reach = clay.vary(13, 18.5);
    clay.rope(
      [
        [0, -18],
        [reach * 0.6 * Math.cos(a), -19 + reach * 0.45 * Math.sin(a)],
        [reach * Math.cos(a), -20 + reach * 0.8 * Math.sin(a)],
      ],
      3.6,
      { colour: LEAF, z: 21, seam: 0.8 },
      0.8,
    );
  }
  clay.rope(
    [
      [0, -19],
      [1, -27],
      [clay.vary(-2, 5), -37],
    ],
    3.4,
    { colour: colour('#4c9a44'), z: 12 },
    2.4,
  );
}

/** A cabbage: rings of ruffled leaves with pale ribs, packed towards the heart. */
export function cabbage(clay: Clay): void {
  const outer = colour('#4f9a35');
  const inner = colour('#a9cf63');
  clay.dome(0, 0, 27, 26, 18, { colour: outer, seam: 2 });
  const rings = [
    { count: 9, far: 21, size: 13, z: 3, rise: 11, mix: 0 },
    { count: 7, far: 13.5, size: 11.5, z: 11, rise: 10, mix: 0.4 },
    { count: 5, far: 6.5, size: 9, z: 18.5, rise: 7, mix: 0.75 },
  ];
  for (const { count, far, size, z, rise, mix } of rings) {
    const first = clay.vary(0, 2 * Math.PI);
    for (let i = 0; i < count; i++) {
      const a = first + (i * 2 * Math.PI) / count + clay.vary(-0.12, 0.12);
      const tone = mix + clay.vary(-0.12, 0.12);
      leaf(clay, a, far * clay.vary(0.94, 1.06), size * clay.vary(0.92, 1.08), z, rise, {
        edge: outer,
        heart: inner,
        mix: tone,
      });
    }
  }
  clay.dome(0, 0, 6.5, 6, 5, { colour: colour('#c8e08c'), z: 23, seam: 0.7 }, clay.vary(0, 90));
  clay.dome(2, -1, 4.2, 3.4, 4, { colour: colour('#d6e8a2'), z: 25.5, seam: 0.5 }, 30);
}

interface LeafColours {
  readonly edge: readonly [number, number, number];
  readonly heart: readonly [number, number, number];
  readonly mix: number;
}

/** A cupped leaf that leans outwards at angle `a`, with a wavy rim, a rib and veins. */
function leaf(
  clay: Clay,
  a: number,
  far: number,
  size: number,
  z: number,
  rise: number,
  { edge, heart, mix }: LeafColours,
): void {
  const c = Math.cos(a);
  const s = Math.sin(a);
  const cx = far * c;
  const cy = far * s;
  const waves = clay.vary(0, 6);
  const reach = size * 1.2;
  const local = (x: number, y: number): readonly [number, number] => [
    ((x - cx) * c + (y - cy) * s) / size,
    ((y - cy) * c - (x - cx) * s) / size,
  ];
  clay.add(
    [cx - reach, cy - reach, cx + reach, cy + reach],
    (x, y) => {
      const [out, side] = local(x, y);
      const angle = Math.atan2(side, out);
      const rim = 1 + 0.07 * Math.sin(7 * angle + waves) + 0.04 * Math.sin(13 * angle - waves);
      const r = Math.hypot(out, side * 0.92) / rim;
      if (r >= 1) return -1;
      // Low where it grows, high at its rim, which rolls over.
      const cup = 0.45 + 0.55 * Math.max(0, out + 0.4);
      const rib = Math.abs(side) < 0.07 && out < 0.75 ? 0.7 : 0;
      const vein = out < 0.8 ? 0.25 * Math.max(0, Math.cos(9 * (out - Math.abs(side) * 0.8))) : 0;
      return z + rise * cup * Math.sqrt(1 - r ** 4) + rib + vein;
    },
    {
      colour: [
        edge[0] * (1 - mix) + heart[0] * mix,
        edge[1] * (1 - mix) + heart[1] * mix,
        edge[2] * (1 - mix) + heart[2] * mix,
      ],
      seam: 0.5,
      blend: {
        colour: colour('#cfe3a4'),
        at: (x, y) => {
          const [out, side] = local(x, y);
          return out < 0.75 && Math.abs(side) < 0.08 ? 0.8 : Math.max(0, 0.25 - 0.5 * (out + 0.5));
        },
      },
    },
  );
}

/** A radish: red above, pale towards the root, with a bunch of leaves. */
export function radish(clay: Clay): void {
  const pale = colour('#f0dede');
  clay.rope(
    [
      [0, 22],
      [1, 30],
      [clay.vary(-4, 3), 39],
    ],
    5,
    { colour: pale, z: 4, seam: 2.5 },
    1,
  );
  clay.dome(0, 4, clay.vary(20, 23), clay.vary(20, 23), 27, {
    colour: colour('#c2264f'),
    seam: 2.5,
    blend: {
      colour: pale,
      at: (x, y) => (y - 13 + 2.5 * clay.noise.at(x * 0.15, y * 0.15)) / 9,
    },
  });
  const leaves = 5;
  for (let i = 0; i < leaves; i++) {
    const lean = ((i - (leaves - 1) / 2) * clay.vary(7.5, 9.5)) / 1;
    const tip: Point = [lean * 1.05, -37 + Math.abs(lean) * 0.3 + clay.vary(-1.5, 1.5)];
    const middle: Point = [lean * 0.62, -24];
    const root: Point = [lean * 0.12, -13];
    clay.rope([root, middle, tip], 2.4, { colour: colour('#77ad52'), z: 6 }, 2.2);
    clay.rope(
      [middle, [(middle[0] + tip[0]) / 2, (middle[1] + tip[1]) / 2], tip],
      5,
      {
        colour: LEAF,
        z: 5.4 + (i % 2) * 1.6,
        seam: 0.7,
      },
      3.4,
    );
    clay.rope([middle, tip], 0.9, {
      colour: colour('#8cc063'),
      z: 13.4 + (i % 2) * 1.6,
      seam: 0.5,
    });
  }
  clay.dome(0, -13, 6.5, 4.6, 4, { colour: colour('#7fb04f'), z: 13, seam: 1.2 });
}
